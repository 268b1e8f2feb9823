package io.sluice.dispatch.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.Guarantee;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeStreamTest {
    private static final ObjectMapper JSON = Json.mapper();
    private static final AttemptRef FIRST = new AttemptRef(UUID.randomUUID(), 1);
    private static final AttemptRef SECOND = new AttemptRef(UUID.randomUUID(), 1);
    private static final StreamFrame.Admission OPEN = new StreamFrame.Admission(true, 5, 1);

    private final FakeConnection connection = new FakeConnection();
    private final NodeStream stream =
            new NodeStream(new NodeName("n-1"), new Epoch(1), UUID.randomUUID(), connection.response());

    @Test
    void eachThingIsSaidOnce() {
        NodeOrders orders = orders(OPEN, List.of(FIRST), stop(SECOND, StopCause.REQUEUE));

        assertThat(stream.tell(orders)).containsExactly(FIRST);
        stream.assign(List.of(assign(FIRST)));
        assertThat(stream.tell(orders)).isEmpty();
        stream.assign(List.of(assign(FIRST)));

        assertThat(connection.sent).containsExactly(OPEN, stop(SECOND, StopCause.REQUEUE), assign(FIRST));
    }

    @Test
    void whatHasChangedIsSaid() {
        stream.tell(orders(OPEN, List.of(), stop(FIRST, StopCause.REQUEUE)));
        StreamFrame.Admission closed = new StreamFrame.Admission(false, 5, 2);

        stream.tell(orders(closed, List.of(), stop(FIRST, StopCause.CANCEL)));

        assertThat(connection.sent)
                .containsExactly(OPEN, stop(FIRST, StopCause.REQUEUE), closed, stop(FIRST, StopCause.CANCEL));
    }

    @Test
    void whatDoesNotFitIsNotKeptButSaidWhenTheNodeHasRead() {
        NodeOrders orders = orders(OPEN, List.of(FIRST, SECOND));
        assertThat(stream.tell(orders)).containsExactly(FIRST, SECOND);
        connection.room = 1;

        assertThat(stream.assign(List.of(assign(FIRST), assign(SECOND)))).isFalse();
        assertThat(stream.isFull()).isTrue();
        connection.room = 100;

        assertThat(stream.tell(orders)).containsExactly(SECOND);
        assertThat(stream.assign(List.of(assign(SECOND)))).isTrue();
        assertThat(connection.sent).containsExactly(OPEN, assign(FIRST), assign(SECOND));
    }

    @Test
    void aNodeThatReadsNothingIsCountedAndNothingIsAdded() {
        connection.room = 0;

        assertThat(stream.keepAlive()).isOne();
        assertThat(stream.keepAlive()).isEqualTo(2);
        connection.room = 1;
        assertThat(stream.keepAlive()).isZero();

        assertThat(connection.sent).containsExactly(new StreamFrame.KeepAlive());
    }

    @Test
    void afterItsEndNothingIsSaid() {
        stream.goAway("this replica stops");
        stream.keepAlive();
        stream.tell(orders(OPEN, List.of()));
        stream.goAway("again");

        assertThat(connection.sent).containsExactly(new StreamFrame.GoAway("this replica stops"));
        assertThat(connection.ends).isOne();
    }

    @Test
    void aConnectionThatIsGoneIsNotWrittenTo() {
        connection.closed = true;

        stream.keepAlive();
        stream.goAway("this replica stops");

        assertThat(connection.sent).isEmpty();
        assertThat(connection.ends).isZero();
        assertThat(stream.isFull()).isFalse();
    }

    private static NodeOrders orders(
            StreamFrame.Admission admission, List<AttemptRef> assigned, StreamFrame.Stop... stops) {
        return new NodeOrders(null, new Epoch(1), false, admission, assigned, List.of(stops));
    }

    private static StreamFrame.Stop stop(AttemptRef ref, StopCause cause) {
        return new StreamFrame.Stop(ref.taskId(), ref.attempt(), cause);
    }

    private static StreamFrame.Assign assign(AttemptRef ref) {
        return new StreamFrame.Assign(
                ref.taskId(), ref.attempt(), new Epoch(1), Guarantee.ONCE, "noop", null, null, null, null, null, 1_000);
    }

    /** A response with room for so many frames more. */
    private static final class FakeConnection {
        final List<StreamFrame> sent = new ArrayList<>();
        int room = 100;
        int ends;
        boolean closed;

        HttpServerResponse response() {
            return (HttpServerResponse) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {HttpServerResponse.class},
                    (proxy, method, args) -> switch (method.getName()) {
                        case "closed" -> closed;
                        case "writeQueueFull" -> room <= 0;
                        case "write" -> take((Buffer) args[0]);
                        case "end" -> {
                            ends++;
                            yield Future.succeededFuture();
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private Future<Void> take(Buffer line) throws JsonProcessingException {
            room--;
            sent.add(JSON.readValue(line.toString(), StreamFrame.class));
            return Future.succeededFuture();
        }
    }
}
