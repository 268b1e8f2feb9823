package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPrefixTest {
    private final PathPrefix ops = new PathPrefix("/ops/sluice");

    @Test
    void everyLinkOfAPageHasIt() {
        String page = "<a href=\"/\"><img src=\"/a.svg\"><form action=\"/sign-in\"><input value=\"/nodes\">"
                + "<b hx-get=\"/nodes\" data-source=\"/api/v1/x\"><a href=\"//other\"><a href=\"#x\"><a href=\"https://a/\">";

        assertThat(ops.inLinksOf(page))
                .isEqualTo(
                        "<a href=\"/ops/sluice/\"><img src=\"/ops/sluice/a.svg\"><form action=\"/ops/sluice/sign-in\">"
                                + "<input value=\"/nodes\"><b hx-get=\"/ops/sluice/nodes\" data-source=\"/ops/sluice/api/v1/x\">"
                                + "<a href=\"//other\"><a href=\"#x\"><a href=\"https://a/\">");
        assertThat(PathPrefix.NONE.inLinksOf(page)).isEqualTo(page);
    }

    @Test
    void anAddressOfTheGatewayHasIt() {
        assertThat(ops.before("/sign-in?to=%2F")).isEqualTo("/ops/sluice/sign-in?to=%2F");
        assertThat(ops.before("https://other/")).isEqualTo("https://other/");
        assertThat(ops.before("//other/")).isEqualTo("//other/");
    }

    @Test
    void aCookieIsForThatPathAlone() {
        assertThat(ops.within("a=b; Path=/; HttpOnly")).isEqualTo("a=b; Path=/ops/sluice; HttpOnly");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "/", "ops", "//evil", "/a\"b", "/a b", "/..", "https://evil", "/a,/b"})
    void whatIsNoPathIsNoPrefix(String header) {
        assertThat(PathPrefix.told(header)).isEqualTo(PathPrefix.NONE);
    }

    @Test
    void theLastSlashDoesNotMatterInAHeader() {
        assertThat(PathPrefix.told("/ops/")).isEqualTo(new PathPrefix("/ops"));
    }

    @Test
    void aSettingThatIsNoPathIsRefused() {
        assertThatThrownBy(() -> new PathPrefix("ops/")).hasMessageContaining("/sluice");
    }
}
