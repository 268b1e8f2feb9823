package io.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void whatWasStoredIsReadAgain() {
        Reason reason = new Reason("CODE", "ü");

        assertThat(Json.text(reason)).isEqualTo("{\"code\":\"CODE\",\"text\":\"ü\"}");
        assertThat(Json.bytes(reason)).isEqualTo(Json.text(reason).getBytes(StandardCharsets.UTF_8));
        assertThat(Json.stored(Json.text(reason), Reason.class)).isEqualTo(reason);
    }

    @Test
    void whatCantBeReadIsAFaultThatNamesTheType() {
        assertThatThrownBy(() -> Json.stored("{", Reason.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Reason");
    }

    @Test
    void aHashIsThatOfTheStandard() {
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
