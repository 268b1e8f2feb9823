package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class SluiceCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ""                                        | Which command of 'sluice'?
                    node                                      | Which command of 'sluice node'?
                    nodes                                     | Unmatched argument at index 0: 'nodes'
                    node drain n-1                            | Missing required option: '--reason=TEXT'
                    node drain --reason r                     | Missing required parameter: 'NAME'
                    node drain n-1 --reason r --wait soon     | 'soon' is not a length of time such as 500ms
                    node drain n-1 --reason r --wait 0s       | '0s' is not a length of time above zero
                    node drain n-1 --reason r --cancel-tasks --deadline 5m | leave out --deadline
                    node drain n-1 --reason r --on-deadline cancel | --on-deadline needs --deadline
                    node cap n-1 many                         | 'many' is not an int
                    node list --status GONE                   | expected one of [RUNNING, DRAINING, DRAINED, OFFLINE]
                    task submit                               | What is to be run?
                    task submit --follow -o json true         | leave out --wait and -o json
                    task log -f --attempt 1 x                 | leave out --attempt
                    queue pause                               | Missing required option: '--note=TEXT'
                    node list --server ftp://x                | 'ftp://x' is no gateway address
                    node list -o yaml                         | expected one of [TEXT, JSON]
                    """)
    void aWrongCommandLineExitsWithTwoAndSaysWhatIsWrong(String args, String said) {
        CalledSluice.Result result =
                new CalledSluice(directory).call(args.isEmpty() ? new String[0] : args.split(" +"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(said).doesNotContain("Exception", "\tat ");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "node --help", "node drain --help", "task submit -h", "queue pause -h", "--version"})
    void helpAndVersionGoToStdoutAndExitWithZero(String args) {
        CalledSluice.Result result = new CalledSluice(directory).call(args.split(" "));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("sluice");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aMountedCommandsFailureIsSaidInItsOwnWordsWithItsOwnExitCode() {
        @Command(name = "up")
        class Up implements Runnable {
            @Override
            public void run() {
                throw CommandFailure.error("port 8080 is taken");
            }
        }

        CalledSluice.Result result = new CalledSluice(directory).call(new Object[] {new Up()}, "up");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().strip()).isEqualTo("port 8080 is taken");
    }

    @Test
    void aFaultOfOursIsOneLineAndNoStackTrace() {
        @Command(name = "broken")
        class Broken implements Runnable {
            @Override
            public void run() {
                throw new IllegalStateException("no such luck");
            }
        }

        CalledSluice.Result result = new CalledSluice(directory).call(new Object[] {new Broken()}, "broken");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().strip()).isEqualTo("sluice failed: IllegalStateException: no such luck");
    }
}
