package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.problem.Problem;
import io.sluice.http.RequestHead.Version;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ping",
                "/a%20b",
                "/%e2%82%ac",
                "/a/../b",
                "//ping",
                "/a;b=c",
                "/a?b=c&d=%25",
                "/a?b[]=1",
                "/a?label=zone=a",
                "/a?q=+",
                "http://sluice/ping",
                "HTTP://sluice:8080/ping?a=b",
                "/~a/b_c-d.e/!$&'()*+,@:"
            })
    void aTargetThatCanBeDecodedPasses(String target) {
        assertThat(refusal(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%z1",
                "/%1z",
                "/%00",
                "/?%00",
                "/%ff",
                "/%c0%af",
                "/%ed%a0%80",
                "a",
                "",
                "/a b",
                "/\u00e9"
            })
    void aTargetThatCantIsRefused(String target) {
        assertThat(refusal(target)).get().extracting(Problem::status).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sluice", "sluice:8080", "sluice.example.org.", "10.0.0.1:1", "[::1]", "[::1]:8080", "a_b", "a:"
            })
    void aHostIsANameOrAnAddress(String host) {
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of(host), List.of(), null)))
                .isEmpty();
    }

    @Test
    void starGoesWithOptionsAlone() {
        assertThat(RequestPolicy.refusal(head("OPTIONS", "*", List.of("a"), List.of(), null)))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "*", List.of("a"), List.of(), null)))
                .isPresent();
    }

    @Test
    void onlyAPingNeedsNoHost() {
        assertThat(RequestPolicy.refusal(head("GET", "/ping?a=b", List.of(), List.of(), null)))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "/api/v1/ping", List.of(), List.of(), null)))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "/api/v1/nodes", List.of(), List.of(), null)))
                .isPresent();
    }

    @Test
    void anOlderClientNeedsNoHost() {
        RequestHead head = new RequestHead(Version.HTTP_1_0, "GET", "/a", List.of(), List.of(), null, null);

        assertThat(RequestPolicy.refusal(head)).isEmpty();
    }

    @Test
    void continueIsTheOneExpectation() {
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of("a"), List.of(), "100-Continue")))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of("a"), List.of(), "x")))
                .get()
                .extracting(Problem::status)
                .isEqualTo(417);
    }

    @Test
    void chunkedIsTheOneEncoding() {
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of("a"), List.of("Chunked"), null)))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of("a"), List.of("gzip", "chunked"), null)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=UTF-8",
                "text/plain;charset=\"utf-8\"",
                "a/b;c=d; e=f"
            })
    void aMediaTypePasses(String type) {
        assertThat(RequestPolicy.refusal(typed(type))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";;;",
                "a",
                "/",
                "a/",
                "application/json; charset=zz",
                "application/json; charset=",
                "application/json; charset=!",
                "a/b;",
                "a b/c"
            })
    void whatIsNoMediaTypeIsUnsupported(String type) {
        assertThat(RequestPolicy.refusal(typed(type)))
                .get()
                .extracting(Problem::status)
                .isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a%zz | has a % that is not followed by two hexadecimal digits, at position 2",
                "/ab%e | has a % that is not followed by two hexadecimal digits, at position 3",
                "/a%2 | has a % that is not followed by two hexadecimal digits, at position 2",
                "/%41%00 | has a NUL (%00), at position 4",
                "/%ff | has escapes that are no UTF-8",
                "/a<b | has a character that must be written with %, at position 2",
                "ftp://a/ | must begin with / or be a whole http address",
                "http:///a | must begin with / or be a whole http address",
                "* | * goes with OPTIONS alone"
            })
    void theRefusalSaysWhatIsWrongWithTheTarget(String target, String fault) {
        assertThat(fault(head("GET", target, List.of("sluice"), List.of(), null)))
                .isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "a:65536", "[::1]:65536", "[::1", "a:99999", "a/b", "a@b"})
    void whatIsNoHostIsRefused(String host) {
        assertThat(fault(head("GET", "/", List.of(host), List.of(), null)))
                .isEqualTo("must be a name or an address, with or without a port");
    }

    @Test
    void theHighestPortIsOne() {
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of("a:65535"), List.of(), null)))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of("[::1]:65535"), List.of(), null)))
                .isEmpty();
    }

    @Test
    void hostIsSentOnce() {
        assertThat(fault(head("GET", "/", List.of("a", "a"), List.of(), null)))
                .isEqualTo("must be sent once, and was 2 times");
        assertThat(fault(head("GET", "/", List.of(" "), List.of(), null))).isEqualTo("must be sent with HTTP/1.1");
    }

    @Test
    void anOlderClientKnowsNoTransferEncoding() {
        RequestHead head = new RequestHead(Version.HTTP_1_0, "POST", "/a", List.of(), List.of("chunked"), null, null);

        assertThat(fault(head)).isEqualTo("is not known to HTTP/1.0");
    }

    @Test
    void anUnknownVersionAndATunnelAreRefused() {
        RequestHead other = new RequestHead(Version.OTHER, "GET", "/", List.of("a"), List.of(), null, null);

        assertThat(RequestPolicy.refusal(other))
                .get()
                .extracting(Problem::status)
                .isEqualTo(505);
        assertThat(RequestPolicy.refusal(head("CONNECT", "a:80", List.of("a"), List.of(), null)))
                .get()
                .extracting(Problem::status)
                .isEqualTo(405);
    }

    @Test
    void aLongHeaderIsReadWithoutADeepStack() {
        String longest = "a".repeat(19_000);

        assertThat(RequestPolicy.refusal(head("GET", "/", List.of(longest), List.of(), null)))
                .isEmpty();
        assertThat(RequestPolicy.refusal(head("GET", "/", List.of(longest + "?"), List.of(), null)))
                .isPresent();
        assertThat(refusal("http://" + longest + "/ping")).isEmpty();
        assertThat(RequestPolicy.refusal(typed("a/b" + ";a=b".repeat(4_700)))).isEmpty();
        assertThat(RequestPolicy.refusal(typed("a/b" + ";a=b".repeat(4_700) + ";")))
                .isPresent();
    }

    private static String fault(RequestHead head) {
        return RequestPolicy.refusal(head).orElseThrow().errors().get(0).message();
    }

    private static RequestHead typed(String type) {
        return new RequestHead(Version.HTTP_1_1, "POST", "/", List.of("sluice"), List.of(), null, type);
    }

    private static Optional<Problem> refusal(String target) {
        return RequestPolicy.refusal(head("GET", target, List.of("sluice"), List.of(), null));
    }

    private static RequestHead head(
            String method, String target, List<String> hosts, List<String> encodings, String expect) {
        return new RequestHead(Version.HTTP_1_1, method, target, hosts, encodings, expect, null);
    }
}
