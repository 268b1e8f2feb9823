package io.sluice.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request that no process may take for another's fault.
 *
 * @param name what is wrong with it
 * @param bytes as they are sent
 * @param statuses of the problem that answers it, any of these
 */
public record MalformedRequest(String name, String bytes, List<Integer> statuses) {
    /** What the head of a request may be refused with, where nobody waits for its body. */
    private static final List<Integer> BY_HEAD_OR_BODY = List.of(400, 401, 404);

    private static final String HOST = "Host: sluice\r\n";

    private MalformedRequest(String name, String bytes, int status) {
        this(name, bytes, List.of(status));
    }

    @Override
    public String toString() {
        return name;
    }

    /** Sends it, and holds the answer to what every refusal is: its status, the problem's type, and nothing of our inside. */
    public void assertRefused(int port) throws IOException {
        RawHttp.Answer answer = RawHttp.exchange(port, bytes);
        assertThat(answer.status()).as("%s", answer).isIn(statuses);
        assertThat(answer.headers().get("content-type")).as("%s", answer).isEqualTo("application/problem+json");
        if (!bytes.startsWith("HEAD ")) {
            assertThat(answer.body())
                    .contains("\"type\":\"", "\"status\":" + answer.status(), "\"detail\":\"")
                    .doesNotContain("Exception", "vertx", "io.", "java.");
        }
    }

    /** Each of them, against addresses that every process has. */
    public static Stream<MalformedRequest> all() {
        List<MalformedRequest> all = new ArrayList<>();
        hosts(all);
        targets(all);
        heads(all);
        bodies(all);
        return all.stream();
    }

    private static void hosts(List<MalformedRequest> all) {
        all.add(new MalformedRequest("no Host", "GET /nothing HTTP/1.1\r\n\r\n", 400));
        all.add(new MalformedRequest("an empty Host", get("/nothing", "Host:\r\n"), 400));
        all.add(new MalformedRequest("two Hosts", get("/ping", HOST + HOST), 400));
        for (String host : List.of(
                "a b", "a/b", "u@b", "a:99999", "a:x", "a:b:c", "%zz", "[::1", "[zz]", "\u00ff", "a\\b", "a?b")) {
            all.add(new MalformedRequest("Host " + host, get("/ping", "Host: " + host + "\r\n"), 400));
        }
        all.add(new MalformedRequest("a NUL in Host", get("/ping", "Host: a\0b\r\n"), 400));
    }

    private static void targets(List<MalformedRequest> all) {
        for (String target : List.of(
                "/%zz",
                "/%",
                "/%2",
                "/a%00b",
                "/%ff%fe",
                "/%c3",
                "/ping%",
                "/ping?a=%zz",
                "/ping?%=1",
                "/ping?a=%00",
                "/ping?a=%ff",
                "/a\\b",
                "/<a>",
                "/\"a\"",
                "/a|b",
                "/{a}",
                "/\u00e9",
                "/ping#x",
                "ping",
                "*",
                "",
                "http:///ping",
                "http://[/ping",
                "http://a b/ping",
                "ftp://a/ping",
                "/a b",
                "/a\tb",
                "/a\0b",
                "/ping?a b")) {
            all.add(new MalformedRequest("target " + target.replace('\0', '0'), get(target, HOST), 400));
        }
        all.add(new MalformedRequest("a long address", get("/" + "a".repeat(300_000), HOST), 414));
        all.add(new MalformedRequest("a long query", get("/ping?a=" + "a".repeat(20_000), HOST), 414));
    }

    private static void heads(List<MalformedRequest> all) {
        all.add(new MalformedRequest("a large header", get("/ping", HOST + "X: " + "a".repeat(200_000) + "\r\n"), 431));
        all.add(new MalformedRequest("many headers", get("/ping", HOST + "X: aaaaaaaaaaaa\r\n".repeat(2_000)), 431));
        all.add(new MalformedRequest(
                "a large header of HEAD", "HEAD /ping HTTP/1.1\r\nX: " + "a".repeat(200_000) + "\r\n\r\n", 431));
        all.add(new MalformedRequest("a header without a colon", get("/ping", HOST + "no colon\r\n"), 400));
        all.add(new MalformedRequest("a space before the colon", get("/ping", HOST + "X : a\r\n"), 400));
        all.add(new MalformedRequest("a control character", get("/ping", HOST + "X: a\u0001b\r\n"), 400));
        all.add(new MalformedRequest("an Expect that can't be met", get("/ping", HOST + "Expect: tea\r\n"), 417));
        all.add(new MalformedRequest("no version", "GET /ping\r\n\r\n", 400));
        all.add(new MalformedRequest("another version", "GET /ping HTTP/2.0\r\n" + HOST + "\r\n", 505));
        all.add(new MalformedRequest("another version and no Host", "GET /ping HTTP/1.7\r\n\r\n", 505));
        all.add(new MalformedRequest("another protocol", "GET /ping HTTX/1.1\r\n" + HOST + "\r\n", 505));
        all.add(new MalformedRequest("a method with @", "G@T /ping HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(new MalformedRequest("CONNECT", "CONNECT sluice:80 HTTP/1.1\r\n" + HOST + "\r\n", 405));
        all.add(new MalformedRequest("CONNECT with a path", "CONNECT /ping HTTP/1.1\r\n" + HOST + "\r\n", 405));
    }

    private static void bodies(List<MalformedRequest> all) {
        for (String length : List.of("abc", "-1", "+2", "99999999999999999999", "1 2", "0x2", "2, 3")) {
            all.add(new MalformedRequest("length " + length, post("Content-Length: " + length + "\r\n", "{}"), 400));
        }
        all.add(new MalformedRequest("two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"), 400));
        for (String encoding : List.of("gzip", "chunked, chunked", "gzip, chunked", "chunked, gzip", "chunke")) {
            all.add(new MalformedRequest(
                    "encoding " + encoding, post("Transfer-Encoding: " + encoding + "\r\n", "0\r\n\r\n"), 400));
        }
        for (String type : List.of(";;;", "a", "/", "application/json; charset=zz")) {
            all.add(new MalformedRequest(
                    "media type " + type,
                    "POST /api/v1/tasks HTTP/1.1\r\n" + HOST + "Content-Type: " + type
                            + "\r\nContent-Length: 2\r\n\r\n{}",
                    415));
        }
        String chunked = "Transfer-Encoding: chunked\r\n";
        all.add(new MalformedRequest(
                "a chunk without a size", post(chunked, "zz\r\n{}\r\n0\r\n\r\n"), BY_HEAD_OR_BODY));
        all.add(new MalformedRequest(
                "a chunk that is negative", post(chunked, "-2\r\n{}\r\n0\r\n\r\n"), BY_HEAD_OR_BODY));
        all.add(new MalformedRequest(
                "a chunk that is too large", post(chunked, "fffffffff\r\n{}\r\n"), BY_HEAD_OR_BODY));
        all.add(new MalformedRequest(
                "a bad chunk after a good one", post(chunked, "2\r\n{}\r\nzz\r\n{}\r\n0\r\n\r\n"), BY_HEAD_OR_BODY));
        all.add(new MalformedRequest(
                "chunks of HTTP/1.0", "POST /ping HTTP/1.0\r\n" + HOST + chunked + "\r\n0\r\n\r\n", 400));
    }

    private static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
    }

    private static String post(String headers, String body) {
        return "POST /api/v1/tasks HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n" + headers + "\r\n"
                + body;
    }
}
