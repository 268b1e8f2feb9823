package io.sluice.http;

import io.sluice.contracts.Utf8;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are malformed (RFC 9112, RFC 3986), whoever sends them and wherever they go. What passes here has an
 * address that can be decoded, at most one Host, and a body whose end is known.
 */
final class RequestPolicy {
    /** Neither a letter, a digit nor one of RFC 3986; brackets are not meant for queries either, but are often sent. */
    private static final Pattern STRANGE = Pattern.compile("[^!$&-;=?-Z_a-z~%\\[\\]]");

    // Possessive (++, *+), here and below: a group that repeats otherwise recurses, and a long header overflows the
    // stack.
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})++(?::([0-9]{0,5}))?|\\[[0-9A-Fa-f:.]+](?::([0-9]{0,5}))?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?]*)([/?].*)?");
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern MEDIA_TYPE =
            Pattern.compile(TOKEN + "/" + TOKEN + "(?:\\s*;\\s*" + TOKEN + "=(?:" + TOKEN + "|\"[^\"]*\"))*+");
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset=\"?([^\";\\s]*)");
    private static final int MAX_PORT = 65_535;

    private RequestPolicy() {}

    /** Why the request is refused; empty when it is well formed. */
    static Optional<Problem> refusal(RequestHead head) {
        if (head.version() == RequestHead.Version.OTHER) {
            return Optional.of(StatusProblems.of(505));
        }
        if (head.method().equals("CONNECT")) {
            return Optional.of(StatusProblems.of(405));
        }
        String fault = target(head);
        if (fault != null) {
            return Optional.of(invalid("request target", fault));
        }
        fault = host(head);
        if (fault != null) {
            return Optional.of(invalid("Host", fault));
        }
        fault = transferEncoding(head);
        if (fault != null) {
            return Optional.of(invalid("Transfer-Encoding", fault));
        }
        if (head.expect() != null && !head.expect().strip().equalsIgnoreCase("100-continue")) {
            return Optional.of(StatusProblems.of(417));
        }
        return head.contentType() == null || isMediaType(head.contentType())
                ? Optional.empty()
                : Optional.of(StatusProblems.of(415));
    }

    private static boolean isMediaType(String text) {
        Matcher type = MEDIA_TYPE.matcher(text.strip());
        if (!type.matches()) {
            return false;
        }
        Matcher charset = CHARSET.matcher(text);
        try {
            return !charset.find() || Charset.isSupported(charset.group(1));
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }

    /** Whether the request needs no Host: what a load balancer asks is answered even so. */
    static boolean needsNoHost(RequestHead head) {
        return head.version() == RequestHead.Version.HTTP_1_0 || PingPaths.contains(head.path());
    }

    private static @Nullable String target(RequestHead head) {
        String target = head.target();
        if (target.equals("*")) {
            return head.method().equals("OPTIONS") ? null : "* goes with OPTIONS alone";
        }
        if (!target.startsWith("/")) {
            Matcher absolute = ABSOLUTE.matcher(target);
            if (!absolute.matches() || !isHost(absolute.group(1))) {
                return "must begin with / or be a whole http address";
            }
        }
        Matcher strange = STRANGE.matcher(target);
        if (strange.find()) {
            return "has a character that must be written with %, at position " + strange.start();
        }
        return target.indexOf('%') < 0 ? null : escapes(target);
    }

    private static @Nullable String escapes(String target) {
        ByteBuffer bytes = ByteBuffer.allocate(target.length());
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) != '%') {
                bytes.put((byte) target.charAt(i));
                continue;
            }
            if (i + 2 >= target.length()
                    || !HexFormat.isHexDigit(target.charAt(i + 1))
                    || !HexFormat.isHexDigit(target.charAt(i + 2))) {
                return "has a % that is not followed by two hexadecimal digits, at position " + i;
            }
            int value = HexFormat.fromHexDigits(target, i + 1, i + 3);
            if (value == 0) {
                return "has a NUL (%00), at position " + i;
            }
            bytes.put((byte) value);
            i += 2;
        }
        return Utf8.isText(Arrays.copyOf(bytes.array(), bytes.position())) ? null : "has escapes that are no UTF-8";
    }

    private static @Nullable String host(RequestHead head) {
        List<String> hosts = head.hosts();
        if (hosts == null) {
            return null;
        }
        if (hosts.size() > 1) {
            return "must be sent once, and was " + hosts.size() + " times";
        }
        String host = hosts.isEmpty() ? "" : hosts.get(0).strip();
        if (host.isEmpty()) {
            return needsNoHost(head) ? null : "must be sent with HTTP/1.1";
        }
        return isHost(host) ? null : "must be a name or an address, with or without a port";
    }

    private static boolean isHost(String text) {
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            return false;
        }
        String port = host.group(1) != null ? host.group(1) : host.group(2);
        return port == null || port.isEmpty() || Integer.parseInt(port) <= MAX_PORT;
    }

    private static @Nullable String transferEncoding(RequestHead head) {
        if (head.transferEncodings().isEmpty()) {
            return null;
        }
        if (head.version() == RequestHead.Version.HTTP_1_0) {
            return "is not known to HTTP/1.0";
        }
        String encoding = String.join(",", head.transferEncodings()).strip().toLowerCase(Locale.ROOT);
        return encoding.equals("chunked") ? null : "must be chunked";
    }

    private static Problem invalid(String what, String fault) {
        return Problem.of(
                ProblemType.INVALID_REQUEST, "Wrong: " + what + " " + fault, List.of(new FieldError(what, fault)));
    }
}
