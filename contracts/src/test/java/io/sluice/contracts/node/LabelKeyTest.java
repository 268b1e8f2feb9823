package io.sluice.contracts.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "zone",
                "GPU",
                "disk_type",
                "a.b-c_d",
                "1",
                "pool",
                "kubernetes.io/hostname",
                "topology.kubernetes.io/zone",
                "node.kubernetes.io/instance-type",
                "a/b",
                "x-1.example/B_2"
            })
    void keysAsKubernetesHasThem(String key) {
        assertThat(LabelKey.isValid(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "my key",
                " zone",
                "zone ",
                "zone\n",
                "-a",
                "a-",
                "_a",
                "a.",
                "/a",
                "a/",
                "a/b/c",
                "A.b/c",
                "a_b/c",
                "a=b",
                "a,b",
                "z\u00f6ne",
                "\uD83D\uDE00",
                "a\tb"
            })
    void noOthers(String key) {
        assertThat(LabelKey.isValid(key)).isFalse();
    }

    @Test
    void aNameHas63CharactersAtTheMostAndAPrefix253() {
        assertThat(LabelKey.isValid("a".repeat(63))).isTrue();
        assertThat(LabelKey.isValid("a".repeat(64))).isFalse();
        assertThat(LabelKey.isValid("a".repeat(253) + "/a")).isTrue();
        assertThat(LabelKey.isValid("a".repeat(254) + "/a")).isFalse();
    }

    @Test
    void theLongestKeyIsAsLongAsItIsSaid() {
        String longest = "p".repeat(253) + "/" + "n".repeat(63);

        assertThat(longest).hasSize(LabelKey.MAX_LENGTH);
        assertThat(LabelKey.isValid(longest)).isTrue();
    }
}
