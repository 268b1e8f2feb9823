package io.sluice.dispatch;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.test.MalformedRequest;
import java.io.IOException;
import java.net.URL;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is malformed is refused with a problem, over a socket as it is. */
@QuarkusTest
@DispatchComponent
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
}
