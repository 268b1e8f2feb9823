package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Actor;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.Labels;
import io.sluice.contracts.node.TaskCap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A field of a form takes all that the API takes, and no more. */
class FormBoundsTest {
    private static final Pattern LONGEST = Pattern.compile("maxlength=\"([0-9]+)\"");

    @Test
    void fieldsTakeWhatTheContractsTake() throws IOException {
        assertThat(longest("drain")).containsExactly(DrainRequest.MAX_REASON);
        assertThat(longest("labels")).containsExactly(LabelKey.MAX_LENGTH, Labels.MAX_VALUE_LENGTH);
        assertThat(longest("signIn")).containsExactly(Actor.MAX_LENGTH);
    }

    @Test
    void theFormOfACapSaysItsRange() throws IOException {
        assertThat(template("cap")).contains("note='" + TaskCap.RANGE + ".");
    }

    private static List<Integer> longest(String name) throws IOException {
        return LONGEST.matcher(template(name))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private static String template(String name) throws IOException {
        try (InputStream in = FormBoundsTest.class.getResourceAsStream("/templates/console/" + name + ".html")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
