package io.sluice.benchmarks.figures;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was measured.
 *
 * @param commit its full name; {@code unknown} outside of a git checkout
 * @param changed whether the checkout had changes that are in no commit
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Revision(String commit, boolean changed) {
    /** The revision of a checkout. */
    public static Revision of(Path project) throws InterruptedException {
        String commit = git(project, "rev-parse", "HEAD");
        return new Revision(
                commit.isEmpty() ? "unknown" : commit,
                !git(project, "status", "--porcelain", "--untracked-files=no").isEmpty());
    }

    /** A few letters, for a table. */
    String shown() {
        return commit.substring(0, Math.min(10, commit.length())) + (changed ? " with changes" : "");
    }

    private static String git(Path project, String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
        command.addAll(List.of(words));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }
}
