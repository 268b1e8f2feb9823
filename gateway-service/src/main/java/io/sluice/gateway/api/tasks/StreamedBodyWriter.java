package io.sluice.gateway.api.tasks;

import io.smallrye.mutiny.helpers.Subscriptions;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends a {@link StreamedBody}. A body that fails half way is broken off, so that nobody takes it for whole; so is one whose
 * client takes nothing for a minute.
 */
@Provider
public class StreamedBodyWriter implements ServerMessageBodyWriter<StreamedBody> {
    private static final Duration LONGEST_STALL = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(StreamedBodyWriter.class);

    // Writers are made before there is a Vertx.
    private final Instance<Vertx> vertx;

    StreamedBodyWriter(Instance<Vertx> vertx) {
        this.vertx = vertx;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == StreamedBody.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == StreamedBody.class;
    }

    @Override
    public void writeResponse(StreamedBody body, Type generic, ServerRequestContext context) {
        ServerHttpResponse response = context.serverResponse();
        Sending sending = new Sending(response);
        response.setChunked(true);
        response.addCloseHandler(sending::gone);
        body.pieces().subscribe().withSubscriber(sending);
    }

    @Override
    public void writeTo(
            StreamedBody body,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream stream) {
        throw new UnsupportedOperationException("a streamed body is written to a connection");
    }

    private final class Sending implements Flow.Subscriber<byte[]> {
        private final ServerHttpResponse response;
        private volatile Flow.Subscription subscription = Subscriptions.empty();
        private volatile boolean gone;

        Sending(ServerHttpResponse response) {
            this.response = response;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            if (gone || response.closed()) {
                begun.cancel();
            } else {
                begun.request(1);
            }
        }

        @Override
        public void onNext(byte[] piece) {
            long stall = vertx.get().setTimer(LONGEST_STALL.toMillis(), timer -> breakOff());
            response.write(piece, failure -> {
                vertx.get().cancelTimer(stall);
                if (failure == null) {
                    subscription.request(1);
                } else {
                    gone();
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            LOG.debug("a body broke off half way", failure);
            breakOff();
        }

        @Override
        public void onComplete() {
            response.end();
        }

        private void breakOff() {
            gone();
            response.reset();
        }

        private void gone() {
            gone = true;
            subscription.cancel();
        }
    }
}
