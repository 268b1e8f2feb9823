package io.sluice.dispatch.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node says is heard from its own process alone. */
@QuarkusTest
@DispatchComponent
class NodeProofComponentTest {
    private static final String SECRET = "s".repeat(43);
    private static final String ANOTHERS = "a".repeat(43);

    @TestHTTPResource
    URI base;

    private TestNode node;

    @BeforeEach
    void aNode() {
        node = new TestNode(base).withSecret(SECRET).admit(1);
    }

    @Test
    void theSecretAloneIsEnoughForAllThatANodeSays() {
        TestNode.Stream stream = node.attach();
        assertThat(stream.next(StreamFrame.Admission.class).open()).isTrue();

        node.renew();
        node.report();
        node.detach();
        stream.close();
    }

    @Test
    void anotherSecretIsRefusedEverywhereAndChangesNothing() throws IOException {
        TestNode.Stream stream = node.attach();
        stream.next(StreamFrame.Admission.class);
        node.saying(ANOTHERS);

        assertRefused(403, "forbidden");

        node.saying(SECRET);
        node.renew();
        assertThat(node.tryToRenew().statusCode()).isEqualTo(200);
        stream.close();
    }

    @Test
    void theJoinTokenIsNoSecret() throws IOException {
        node.saying(null);

        assertRefused(403, "forbidden");
    }

    @Test
    void whatIsNoSecretIsNoCredential() throws IOException {
        node.saying("guess");

        assertRefused(401, "unauthenticated");
    }

    /** Of an older version, or of a registry that has not told of its secret. */
    @Test
    void aNodeWithoutASecretNeedsTheJoinToken() throws IOException {
        node = new TestNode(base).admit(1).saying(ANOTHERS);

        assertRefused(401, "unauthenticated");

        node.saying(null);
        node.renew();
    }

    private void assertRefused(int status, String type) throws IOException {
        for (Response refused : List.of(node.tryToRenew(), node.tryToReport(), node.tryToDetach())) {
            refused.then().statusCode(status).body("type", equalTo(type));
        }
        HttpResponse<InputStream> stream = node.tryToAttach();
        assertThat(stream.statusCode()).isEqualTo(status);
        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains(type)
                .doesNotContain(SECRET);
    }
}
