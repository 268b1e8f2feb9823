package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
    @Test
    void noHeaderIsNoKey() {
        assertThat(IdempotencyKey.ofHeader(null)).isNull();
    }

    @Test
    void aKeyIsPrintable() {
        assertThat(IdempotencyKey.ofHeader("deploy 42/eu-1").value()).isEqualTo("deploy 42/eu-1");
        assertThat(IdempotencyKey.ofHeader("x".repeat(200)).value()).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\0b", "a\tb", "schlüssel"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> IdempotencyKey.ofHeader(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Idempotency-Key");
    }

    @Test
    void aKeyOf201CharactersIsRefused() {
        assertThatThrownBy(() -> IdempotencyKey.ofHeader("x".repeat(201))).isInstanceOf(ProblemException.class);
    }
}
