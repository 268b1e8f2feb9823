package io.sluice.gateway.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentTagTest {
    private final ContentTag tag = ContentTag.of("content");

    @Test
    void theSameContentHasTheSameTag() {
        assertThat(ContentTag.of("content")).isEqualTo(tag);
        assertThat(ContentTag.of("Content")).isNotEqualTo(tag);
    }

    @Test
    void isFoundInAHeader() {
        assertThat(tag.isAmong(tag.toString())).isTrue();
        assertThat(tag.isAmong("\"other\", " + tag)).isTrue();
        assertThat(tag.isAmong("W/" + tag)).isTrue();
        assertThat(tag.isAmong("*")).isTrue();
    }

    @Test
    void isNotFoundInAnother() {
        assertThat(tag.isAmong(null)).isFalse();
        assertThat(tag.isAmong("")).isFalse();
        assertThat(tag.isAmong("\"other\"")).isFalse();
        assertThat(tag.isAmong(tag.value())).isFalse();
    }
}
