package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.sluice.contracts.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Stands between one connection of HTTP/1 and Vert.x, for what Vert.x answers without asking anybody. A refusal that would
 * leave without a body gets its problem, and a body that can't be read is refused rather than cut off. While the client
 * still sends, a refusal ends in two steps: the answer and the end of the answers first, the connection once the client has
 * seen them or after a second; closed at once, what it still sends would make its system forget the answer.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
    private static final long LINGER_SECONDS = 1;

    /** The methods of the requests whose answers have not begun, oldest first. */
    private final Deque<HttpMethod> unanswered = new ArrayDeque<>();

    private boolean isReceiving = true;
    private boolean isReadable;
    private boolean isAnswering;
    private boolean refusesNow;
    private boolean isOver;

    /**
     * @param first the method of the request that has been seen already
     * @param isReadable whether that one could be read
     */
    ConnectionGuard(io.vertx.core.http.HttpMethod first, boolean isReadable) {
        unanswered.add(HttpMethod.valueOf(first.name()));
        this.isReadable = isReadable;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isOver) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            unanswered.add(request.method());
            isReceiving = true;
            isReadable = request.decoderResult().isSuccess();
        }
        if (message instanceof LastHttpContent) {
            isReceiving = false;
        }
        boolean isUnreadablePart = message instanceof HttpContent part
                && !(message instanceof HttpRequest)
                && part.decoderResult().isFailure();
        if (isUnreadablePart && !isAnswering && unanswered.size() <= 1) {
            ReferenceCountUtil.release(message);
            refusePart(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** The body of the one request under way can't be read: nobody else can answer it any more. */
    private void refusePart(ChannelHandlerContext context) {
        isReadable = false;
        HttpMethod method = unanswered.poll();
        if (method != null) {
            refusesNow = true;
            FullHttpResponse answer =
                    answer(StatusProblems.of(HttpResponseStatus.BAD_REQUEST.code()), HttpMethod.HEAD.equals(method));
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(answer);
        }
        close(context, context.newPromise());
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (isOver) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalStateException("the connection is being closed"));
            return;
        }
        Object sent = message;
        if (message instanceof HttpResponse response && response.status().code() >= 200) {
            boolean head = HttpMethod.HEAD.equals(unanswered.poll());
            refusesNow = response.status().code() >= 400;
            if (isWithoutProblem(response)) {
                sent = withProblem(response, head);
                ReferenceCountUtil.release(message);
            }
        }
        if (message instanceof HttpObject) {
            isAnswering = !(message instanceof LastHttpContent);
        }
        context.write(sent, promise);
    }

    /** An answer of a version that is not spoken here is a refusal, whatever it says. */
    private static boolean isWithoutProblem(HttpResponse response) {
        return isForeign(response)
                || (response.status().code() >= 400
                        && response instanceof FullHttpResponse whole
                        && !whole.content().isReadable()
                        && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE));
    }

    private static boolean isForeign(HttpResponse response) {
        HttpVersion version = response.protocolVersion();
        return !version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0);
    }

    private static FullHttpResponse withProblem(HttpResponse response, boolean head) {
        boolean foreign = isForeign(response);
        FullHttpResponse answer =
                answer(StatusProblems.of(foreign ? 505 : response.status().code()), head);
        if (foreign) {
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            return answer;
        }
        response.headers().forEach(header -> {
            if (!answer.headers().contains(header.getKey())) {
                answer.headers().set(header.getKey(), header.getValue());
            }
        });
        return answer;
    }

    private static FullHttpResponse answer(Problem problem, boolean head) {
        ByteBuf body = Unpooled.copiedBuffer(ProblemText.body(problem), StandardCharsets.UTF_8);
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status()),
                head ? Unpooled.EMPTY_BUFFER : body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        ProblemText.headers(problem).forEach((name, value) -> answer.headers().set(name, value));
        return answer;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean lingers = !isOver && refusesNow && !isAnswering && (isReceiving || !isReadable);
        isOver = true;
        context.flush();
        // What speaks TLS has an end of its own to send.
        if (lingers
                && context.channel() instanceof DuplexChannel channel
                && channel.isActive()
                && context.pipeline().get("ssl") == null) {
            channel.shutdownOutput();
            channel.config().setAutoRead(true);
            context.executor().schedule(() -> context.close(promise), LINGER_SECONDS, TimeUnit.SECONDS);
        } else {
            context.close(promise);
        }
    }
}
