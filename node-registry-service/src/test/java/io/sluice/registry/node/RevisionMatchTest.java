package io.sluice.registry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionMatchTest {
    @Test
    void withoutTheHeaderAnyRevisionMayBeChanged() {
        assertThat(RevisionMatch.parse(null).test(7)).isTrue();
        assertThat(RevisionMatch.parse(" * ").test(7)).isTrue();
    }

    @Test
    void onlyTheRevisionThatWasReadMayBeChanged() {
        assertThat(RevisionMatch.parse("\"7\"").test(7)).isTrue();
        assertThat(RevisionMatch.parse("\"7\"").test(8)).isFalse();
    }

    @Test
    void anyOfAListMayBeChanged() {
        assertThat(RevisionMatch.parse("\"6\", \"7\"").test(7)).isTrue();
        assertThat(RevisionMatch.parse("\"6\",\"7\"").test(5)).isFalse();
    }

    @Test
    void aWeakTagMatchesNoRevision() {
        assertThat(RevisionMatch.parse("W/\"7\"").test(7)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "\"7", "\"7\" \"8\"", "W/7", "\"7\" x"})
    void whatIsNoListOfTagsIsRefused(String header) {
        assertThatThrownBy(() -> RevisionMatch.parse(header))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("If-Match");
    }
}
