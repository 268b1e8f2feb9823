package io.sluice.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The proxy before this gateway. */
@ConfigMapping(prefix = "sluice.gateway.proxy")
public interface ProxyConfig {
    /** The path under which a proxy serves this gateway, such as /sluice; the proxy takes it away from each request. Default none. */
    Optional<String> pathPrefix();

    /** Whether X-Forwarded-Prefix says that path, where the proxy sets it on each request: any caller could send it too. Default false. */
    @WithDefault("false")
    boolean trustForwardedPrefix();
}
