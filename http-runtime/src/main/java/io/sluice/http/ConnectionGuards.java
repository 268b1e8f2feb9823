package io.sluice.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.Context;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link ConnectionGuard} on each connection. Quarkus keeps its HTTP server to itself, and with it the handler of
 * requests that can't be read; the first that Vert.x tells anybody of a request, readable or not, it tells its tracer. So
 * this is one, and traces nothing.
 */
@Singleton
final class ConnectionGuards implements VertxOptionsCustomizer {
    private static final String NAME = "sluice-guard";

    // What replaces it takes the builder of Vert.x, and Quarkus keeps that to itself too.
    @SuppressWarnings("deprecation")
    @Override
    public void accept(VertxOptions options) {
        options.setTracingOptions(new TracingOptions().setFactory(traced -> new RequestWatch()));
    }

    private static final class RequestWatch implements VertxTracer<Object, Object> {
        @Override
        public <R> @Nullable Object receiveRequest(
                Context context,
                SpanKind kind,
                TracingPolicy policy,
                R request,
                String operation,
                Iterable<Map.Entry<String, String>> headers,
                TagExtractor<R> tags) {
            if (request instanceof HttpServerRequest received
                    && received.connection() instanceof ConnectionBase connection) {
                guard(received, connection.channelHandlerContext());
            }
            return null;
        }

        private static void guard(HttpServerRequest first, ChannelHandlerContext connection) {
            ChannelPipeline pipeline = connection.pipeline();
            // Connections of HTTP/2 carry no messages of HTTP/1 that could be looked at.
            boolean isHttp1 = pipeline.get("httpDecoder") != null;
            if (isHttp1 && pipeline.get(NAME) == null) {
                pipeline.addBefore(
                        connection.name(),
                        NAME,
                        new ConnectionGuard(
                                first.method(), first.decoderResult().isSuccess()));
            }
        }
    }
}
