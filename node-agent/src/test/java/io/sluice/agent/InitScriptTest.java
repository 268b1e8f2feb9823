package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The image's entry point, as process 1 of a namespace of its own where this machine permits one. */
class InitScriptTest {
    private static final String SCRIPT =
            Path.of("src/main/jib/opt/sluice/init.sh").toAbsolutePath().toString();

    private record Ended(int exitCode, String output) {}

    @Test
    void zombiesThatFallToProcessOneEnd() throws Exception {
        String script = """
                for i in 1 2 3 4; do sh -c 'sleep 0.1 & exit'; done
                zombies() { cat /proc/[0-9]*/stat 2>/dev/null | grep -c ') Z '; }
                while grep -qsx sleep /proc/[0-9]*/comm || [ "$(zombies)" -gt 0 ]; do :; done
                echo none
                """;

        assertThat(asProcessOne(script)).isEqualTo(new Ended(0, "none\n"));
    }

    @Test
    void theExitCodeIsTheProgramsOwn() throws Exception {
        assertThat(asProcessOne("exit 7").exitCode()).isEqualTo(7);
        assertThat(asProcessOne("kill -KILL $$").exitCode()).isEqualTo(137);
    }

    @Test
    void aSignalIsPassedOnAndTheProgramMayTakeItsTime() throws Exception {
        String script = """
                trap 'echo asked; sleep 0.3; echo done; exit 9' TERM
                kill -TERM 1
                while :; do sleep 0.05; done
                """;

        assertThat(asProcessOne(script)).isEqualTo(new Ended(9, "asked\ndone\n"));
    }

    @Test
    void whatRunsIsNotMadeToIgnoreInterrupts() throws Exception {
        assertThat(asProcessOne("kill -INT $$; echo ignored").exitCode()).isEqualTo(130);
        assertThat(asProcessOne("kill -QUIT $$; echo ignored").output()).doesNotContain("ignored");
    }

    @Test
    void whereItIsNotProcessOneItMakesRoom() throws Exception {
        Process process = new ProcessBuilder("sh", SCRIPT, "sh", "-c", "echo $$; exit 3").start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(output.strip()).isEqualTo(Long.toString(process.pid()));
    }

    private static Ended asProcessOne(String script) throws IOException, InterruptedException {
        assumeTrue(run("sh", "-c", "true").exitCode() == 0, "this machine permits a process namespace of one's own");
        return run("sh", SCRIPT, "sh", "-c", script);
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
        argv.addAll(List.of(command));
        Process process;
        try {
            process = new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notInstalled) {
            return new Ended(127, "");
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
