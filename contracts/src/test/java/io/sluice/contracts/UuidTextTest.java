package io.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidTextTest {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String SOME = "01890a5d-ac96-774b-bcce-b302099a8057";

    @Test
    void eitherCaseIsTheSameId() {
        assertThat(UuidText.parse(SOME)).contains(UUID.fromString(SOME));
        assertThat(UuidText.parse(SOME.toUpperCase(Locale.ROOT))).contains(UUID.fromString(SOME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "01890a5dac96774bbcceb302099a8057",
                " 01890a5d-ac96-774b-bcce-b302099a805",
                "01890a5d-ac96-774b-bcce-b302099a80577",
                "01890a5d-ac96-774b-bcce+b302099a8057",
                "+1890a5d-ac96-774b-bcce-b302099a8057",
                "-1890a5d-ac96-774b-bcce-b302099a8057",
                "01890a5da-c96-774b-bcce-b302099a8057",
                "\uFF101890a5d-ac96-774b-bcce-b302099a805",
                "\u06601890a5d-ac96-774b-bcce-b302099a8057",
                "{1890a5d-ac96-774b-bcce-b302099a8057}"
            })
    void noOtherSpellingIsTaken(String text) {
        assertThat(UuidText.parse(text)).isEmpty();
    }

    @Test
    void itTakesTheFormAndNothingElse() {
        String letters = "0189afAF-/:@Gg`\u0660\uFF11";
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(SOME);
            text.setCharAt(random.nextInt(text.length()), letters.charAt(random.nextInt(letters.length())));
            assertThat(UuidText.parse(text.toString()).isPresent())
                    .as("%s", text)
                    .isEqualTo(FORM.matcher(text).matches());
        }
    }
}
