package io.sluice.gateway.proxy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path that a browser has before every address of this gateway: empty, or such as {@code /sluice}. What the gateway
 * receives is without it, and what it sends to browsers is with it.
 */
public record PathPrefix(String path) {
    private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){0,10}");
    private static final Pattern LINK = Pattern.compile("(\\s(?:href|src|action|data-source|hx-[a-z-]+)=\")/(?!/)");

    /** Nothing stands before the gateway's own addresses. After the patterns, by which it is checked as any other. */
    public static final PathPrefix NONE = new PathPrefix("");

    /** A prefix. */
    public PathPrefix {
        if (!FORM.matcher(path).matches()) {
            throw new IllegalArgumentException("must be a path such as /sluice, and is " + path);
        }
    }

    /** The prefix that a proxy told, a last slash aside; none when it is no path. */
    static PathPrefix told(@Nullable String header) {
        String text = header == null ? "" : header.strip().replaceFirst("/$", "");
        return FORM.matcher(text).matches() ? new PathPrefix(text) : NONE;
    }

    /** An address of this gateway as the browser knows it; any other as it is. */
    String before(String address) {
        return address.startsWith("/") && !address.startsWith("//") ? path + address : address;
    }

    /** The cookie, sent along to this gateway alone. */
    String within(String cookie) {
        return path.isEmpty() ? cookie : cookie.replace("; Path=/;", "; Path=" + path + ";");
    }

    /** The page with this before each of its links, forms and files. */
    public String inLinksOf(String html) {
        return path.isEmpty() ? html : LINK.matcher(html).replaceAll("$1" + path + "/");
    }
}
