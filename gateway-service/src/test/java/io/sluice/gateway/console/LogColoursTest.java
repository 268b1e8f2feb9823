package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Programs combine colours as they like; WCAG AA wants 4.5 to 1 of every pair. */
class LogColoursTest {
    private static final Pattern COLOUR = Pattern.compile("--log-([a-z]+(?:-\\d+)?): #([0-9a-f]{6});");
    private static final double AA = 4.5;

    @Test
    void everyTextIsReadableOnEveryGroundInLightAndInDark() throws IOException {
        List<Map<String, Integer>> themes = themes();

        assertThat(themes).hasSize(2).allSatisfy(theme -> {
            assertThat(theme.keySet().stream().filter(name -> name.startsWith("text-")))
                    .hasSize(16);
            List<String> tooFaint = new ArrayList<>();
            theme.forEach((text, colour) -> theme.forEach((ground, behind) -> {
                if (text.startsWith("text-")
                        && (ground.startsWith("ground-") || ground.equals("page"))
                        && contrast(colour, behind) < AA) {
                    tooFaint.add(text + " on " + ground);
                }
            }));
            assertThat(tooFaint).isEmpty();
        });
    }

    /** The light one, and the dark one, which keeps what it does not say. */
    private static List<Map<String, Integer>> themes() throws IOException {
        try (InputStream file = LogColoursTest.class.getResourceAsStream("/META-INF/resources/console/log.css")) {
            String css = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return List.of(css.split("@media", 2)).stream()
                    .map(LogColoursTest::colours)
                    .toList();
        }
    }

    private static Map<String, Integer> colours(String css) {
        Map<String, Integer> colours = new TreeMap<>();
        COLOUR.matcher(css)
                .results()
                .forEach(found -> colours.put(found.group(1), Integer.parseInt(found.group(2), 16)));
        return colours;
    }

    private static double contrast(int one, int other) {
        double light = Math.max(luminance(one), luminance(other));
        double dark = Math.min(luminance(one), luminance(other));
        return (light + 0.05) / (dark + 0.05);
    }

    /** As WCAG defines it, 0 to 1. */
    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
    }

    private static double linear(int part) {
        double value = (part & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
