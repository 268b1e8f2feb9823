package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.test.MalformedRequest;
import io.sluice.test.RawHttp;
import java.io.IOException;
import java.net.URL;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is malformed is refused with a problem, over a socket as it is. */
@QuarkusTest
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
                .contains("\"standing\"");
    }
}
