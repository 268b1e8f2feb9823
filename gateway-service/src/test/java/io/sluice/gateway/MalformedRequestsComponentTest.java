package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.test.MalformedRequest;
import io.sluice.test.RawHttp;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is malformed is refused with a problem, over a socket as it is. */
@QuarkusTest
@GatewayComponent
class MalformedRequestsComponentTest {
    @TestHTTPResource
    URL self;

    static Stream<MalformedRequest> malformed() {
        return MalformedRequest.all();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void isRefusedWithAProblem(MalformedRequest request) throws IOException {
        request.assertRefused(self.getPort());
    }

    @Test
    void pingIsAnsweredWithoutAHost() throws IOException {
        assertThat(RawHttp.exchange(self.getPort(), "GET /ping HTTP/1.1\r\n\r\n")
                        .body())
                .contains("\"name\"");
    }

    @Test
    void aBodyThatCantBeReadIsRefusedWhereItIsWaitedFor() throws IOException {
        String head = "POST /api/v1/tasks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + FakeServices.CLIENT_TOKEN
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

        RawHttp.Answer answer = RawHttp.exchange(self.getPort(), head + "2\r\n{}\r\nzz\r\n{}\r\n0\r\n\r\n");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    }

    @Test
    void aMethodThatIsNotTakenIsRefusedWithAProblem() throws IOException {
        for (String method : List.of("FOO", "TRACE", "DELETE", "get")) {
            RawHttp.Answer answer = RawHttp.exchange(
                    self.getPort(), method + " /ping HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

            assertThat(answer.status()).as("%s: %s", method, answer).isEqualTo(405);
            assertThat(answer.headers()).as(method).containsEntry("content-type", "application/problem+json");
        }
    }

    @Test
    void aFormThatIsNotAcceptedIsRefusedWithAProblem() throws IOException {
        for (String accepted : List.of("image/png", ";;;", "a/b;q=x", "*")) {
            RawHttp.Answer answer = RawHttp.exchange(
                    self.getPort(), "GET /ping HTTP/1.1\r\nHost: a\r\nAccept: " + accepted + "\r\n\r\n");

            assertThat(answer.status()).as("%s: %s", accepted, answer).isIn(200, 400, 406);
            if (answer.status() != 200) {
                assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
            }
        }
    }
}
