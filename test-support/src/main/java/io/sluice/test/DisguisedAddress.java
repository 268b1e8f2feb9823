package io.sluice.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ways of writing an address that asks for credentials so that who checks it might take it for one that does not, and who
 * serves it would not mind. None may open a door; a new trick is a new line of the table.
 */
public final class DisguisedAddress {
    /**
     * OPEN is an address without credentials and CLOSED one that asks for them, both with a slash in front; FIRST is the
     * first segment of CLOSED and REST what follows. What stands in angle brackets is written once for each segment of OPEN,
     * so that it leads back to the root.
     */
    private static final List<String> FORMS = List.of(
            // the closed address as it is, and behind the open one
            "CLOSED",
            "OPENCLOSED",
            "CLOSED?OPEN",
            "CLOSED#OPEN",
            "CLOSED%3FOPEN",
            "CLOSED%23OPEN",
            // dot segments, plain and encoded
            "/.CLOSED",
            "/..CLOSED",
            "/%2eCLOSED",
            "/%2e%2eCLOSED",
            "/%2E%2E/CLOSED",
            "OPEN</..>CLOSED",
            "OPEN/.</..>CLOSED",
            "OPEN</%2e%2e>CLOSED",
            "OPEN</%2E%2E>CLOSED",
            "OPEN</.%2e>CLOSED",
            "OPEN</%2e.>CLOSED",
            "OPEN</%252e%252e>CLOSED",
            "OPEN/x/..</..>CLOSED",
            // parameters
            "/;CLOSED",
            "/;x=yCLOSED",
            "/.;CLOSED",
            "/..;CLOSED",
            "/FIRST;x/REST",
            "/FIRST;x=y/REST",
            "CLOSED;",
            "CLOSED;x=y",
            "OPEN</..;>CLOSED",
            "OPEN</..;x=y>CLOSED",
            "OPEN/;</..>CLOSED",
            "OPEN;</..>CLOSED",
            "OPEN;x=y</..>CLOSED",
            "OPEN;x=yCLOSED",
            "OPEN;CLOSED",
            "CLOSED;OPEN",
            // encoded parameters
            "/%3BCLOSED",
            "/FIRST%3Bx/REST",
            "/FIRST%3bx=y/REST",
            "CLOSED%3B",
            "CLOSED%3bx=y",
            "OPEN</..%3B>CLOSED",
            "OPEN</..%3bx=y>CLOSED",
            "OPEN%3B</..>CLOSED",
            // slashes: doubled, encoded, of the other kind
            "/CLOSED",
            "//CLOSED",
            "/FIRST//REST",
            "CLOSED/",
            "CLOSED//",
            "/FIRST%2FREST",
            "/FIRST%2fREST",
            "/%2FFIRST/REST",
            "/%2fFIRST/REST",
            "CLOSED%2F",
            "OPEN/</..>CLOSED",
            "OPEN<%2F..>CLOSED",
            "OPEN<%2f..>CLOSED",
            "OPEN</..%2F>CLOSED",
            "OPEN/<..%2F>FIRST/REST",
            "OPEN/<..%2f>FIRST/REST",
            "OPEN/<..%2F>FIRST%2FREST",
            "OPEN</..%252F>CLOSED",
            "OPEN<%5C..>CLOSED",
            "OPEN<%5c..>CLOSED",
            "OPEN/<..%5C>FIRST/REST",
            "OPEN<\\..>CLOSED",
            "/FIRST%5CREST",
            "/FIRST\\REST",
            "\\CLOSED",
            // what some servers cut off or read as nothing
            "CLOSED.",
            "CLOSED..",
            "CLOSED/.",
            "CLOSED%20",
            "CLOSED%00",
            "CLOSED%00OPEN",
            "CLOSED%0d%0a",
            "CLOSED.json",
            "OPEN%00</..>CLOSED",
            "/FIRST./REST",
            // whole addresses
            "http://sluiceCLOSED",
            "http://sluice/CLOSED",
            "http://sluiceOPEN</..>CLOSED",
            "http://sluiceOPEN</..;>CLOSED",
            "http://sluiceOPEN@sluiceCLOSED");

    private static final Pattern REPEATED = Pattern.compile("<([^>]*)>");

    private DisguisedAddress() {}

    /**
     * Sends each of them, byte for byte, and holds the answer to 400, 401 or 404.
     *
     * @param authorization the header to send with it, of another role; null for none
     */
    public static void assertNoneOpens(int port, String open, String closed, @Nullable String authorization)
            throws IOException {
        for (String form : FORMS) {
            String target = write(form, open, closed);
            String request = "GET " + target + " HTTP/1.1\r\nHost: sluice\r\nConnection: close\r\n"
                    + (authorization == null ? "" : "Authorization: " + authorization + "\r\n") + "\r\n";
            RawHttp.Answer answer = RawHttp.exchange(port, request);
            assertThat(answer.status())
                    .as("%s, that is %s, was answered: %s", target, form, answer)
                    .isIn(400, 401, 404);
        }
    }

    private static String write(String form, String open, String closed) {
        int end = closed.indexOf('/', 1);
        String first = end < 0 ? closed.substring(1) : closed.substring(1, end);
        String rest = end < 0 ? "" : closed.substring(end + 1);
        int depth = (int) open.chars().filter(c -> c == '/').count();
        return REPEATED.matcher(form)
                .replaceAll(piece -> Matcher.quoteReplacement(piece.group(1).repeat(depth)))
                .replace("OPEN", open)
                .replace("CLOSED", closed)
                .replace("FIRST", first)
                .replace("REST", rest);
    }
}
