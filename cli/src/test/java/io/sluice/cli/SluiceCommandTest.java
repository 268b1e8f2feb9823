package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.problem.ProblemType;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class SluiceCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ""                                        | Which command of 'sluice'?
                    node                                      | Which command of 'sluice node'?
                    nodes                                     | Unmatched argument at index 0: 'nodes'
                    node drain --reason r                     | Missing required parameter: 'NAME'
                    node drain n-1 --reason r --wait soon     | 'soon' is not a length of time such as 500ms
                    node drain n-1 --reason r --wait 0s       | '0s' is not a length of time above zero
                    node drain n-1 --reason r --cancel-tasks --deadline 5m | leave out --deadline
                    node cap n-1 many                         | 'many' is not an int
                    node list --status GONE                   | expected one of [RUNNING, DRAINING, DRAINED, OFFLINE]
                    task submit                               | What is to be run?
                    task submit --follow -o json true         | leave out --wait and -o json
                    task log -f --attempt 1 x                 | leave out --attempt
                    queue pause                               | Missing required option: '--note=TEXT'
                    node list --server ftp://x                | 'ftp://x' is no gateway address
                    node list -o yaml                         | expected one of [TEXT, JSON]
                    node cap n-1                              | Give N, or --reset
                    node cap n-1 5 --reset                    | leave out N
                    node label n-1                            | Give KEY=VALUE, KEY- or --reset
                    node label n-1 a=1 --reset                | leave out single ones
                    node label n-1 a=1 a-                     | The label a is named twice
                    node label n-1 a                          | 'a' is not a label
                    node label n-1 =a                         | '=a' is not a label
                    node label n-1 -                          | '-' is not a label
                    node cap n-1 -1                           | N is 0 to 10000, not -1
                    node cap n-1 10001                        | N is 0 to 10000, not 10001
                    node show n-1 --events -1                 | --events is at least 0, not -1
                    task submit --priority 6 true             | --priority is 1 to 5, not 6
                    task submit --max-attempts 0 true         | --max-attempts is 1 to 100, not 0
                    task submit --timeout 999999999999d true  | --timeout
                    task submit --stdin-file gone cat         | The input gone can't be read
                    task list --limit 0                       | --limit is at least 1, not 0
                    task list --submitted-after yesterday     | --submitted-after is a time such as
                    task list --submitted-before 2026-11-27   | --submitted-before is a time such as
                    task log --attempt 0 x                    | --attempt is at least 1, not 0
                    node list --token-file gone               | The token file gone can't be read
                    node list --server http://                | 'http://' is no gateway address
                    """)
    void aWrongCommandLineExitsWithTwoAndSaysWhatIsWrong(String args, String said) {
        CalledSluice.Result result =
                new CalledSluice(directory).call(args.isEmpty() ? new String[0] : args.split(" +"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(said).doesNotContain("Exception", "\tat ");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExitsWithTwoForAnOptionThatItDoesNotHave(List<String> command) {
        assertThat(call(command, "--no-such-option").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExitsWithTwoForAnArgumentTooMany(List<String> command) {
        if (!command.contains("submit") && !command.contains("label")) {
            assertThat(call(command, "one-too-many").exitCode()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("typedOptions")
    void everyOptionThatIsNoTextExitsWithTwoForAValueThatItDoesNotTake(List<String> command, String option) {
        for (String wrong : List.of("no such value", "", "-1", "99999999999999999999")) {
            CalledSluice.Result result = call(command, option + "=" + wrong);

            assertThat(result.exitCode())
                    .as("%s %s=%s: %s", command, option, wrong, result.err())
                    .isEqualTo(2);
            assertThat(result.err()).doesNotContain("Exception", "\tat ");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExitsWithTwoWhenTheGatewayFindsAValueWrongAndWithOneForAnyOtherRefusal(List<String> command) {
        for (ProblemType type : ProblemType.values()) {
            try (FakeGateway gateway = new FakeGateway()
                    .answers(
                            type.status(),
                            "{\"type\":\"" + type.slug() + "\",\"status\":" + type.status()
                                    + ",\"detail\":\"because\"}")) {
                CalledSluice.Result result = call(command, "--server=" + gateway.url());

                assertThat(result.exitCode())
                        .as("%s %s", command, type)
                        .isEqualTo(type == ProblemType.INVALID_REQUEST ? 2 : 1);
                assertThat(result.err()).contains("because");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExitsWithOneWhenNoGatewayAnswers(List<String> command) {
        assertThat(call(command, "--server=http://127.0.0.1:1").exitCode()).isEqualTo(1);
    }

    @Test
    void theHandbooksTableHasEveryExitCode() throws IOException, IllegalAccessException {
        String operations = Files.readString(Path.of("../docs/operations.md"));
        String table = operations.substring(operations.indexOf("## Exit codes of the command line"));

        for (Field code : ExitCode.class.getFields()) {
            assertThat(table).as(code.getName()).contains("\n| " + code.getInt(null) + " |");
        }
    }

    /** Every command that does something, as it is called rightly. */
    static Stream<List<String>> commands() {
        return leaves(model()).map(SluiceCommandTest::rightly);
    }

    static Stream<Arguments> typedOptions() {
        return leaves(model())
                .flatMap(leaf -> leaf.getCommandSpec().options().stream()
                        .filter(option -> option.arity().max() > 0)
                        .filter(option ->
                                !List.of(String.class, Map.class, Path.class).contains(option.type()))
                        .map(option -> Arguments.of(rightly(leaf), option.longestName())));
    }

    private CalledSluice.Result call(List<String> command, String more) {
        List<String> args = new ArrayList<>(command);
        args.add(command.contains("submit") ? 2 : args.size(), more);
        return new CalledSluice(directory).call(args.toArray(String[]::new));
    }

    private static CommandLine model() {
        return SluiceCommand.commandLine(new Environment(Map.of(), Path.of("/"), Clock.systemUTC(), length -> {}));
    }

    private static Stream<CommandLine> leaves(CommandLine line) {
        return line.getSubcommands().isEmpty()
                ? Stream.of(line)
                : line.getSubcommands().values().stream().flatMap(SluiceCommandTest::leaves);
    }

    private static List<String> rightly(CommandLine leaf) {
        CommandSpec spec = leaf.getCommandSpec();
        List<String> args = new ArrayList<>(List.of(spec.qualifiedName().split(" ")));
        args.remove(0);
        spec.options().stream().filter(OptionSpec::required).forEach(option -> {
            args.add(option.longestName());
            args.add("x");
        });
        spec.positionalParameters()
                .forEach(parameter -> args.add(
                        parameter.type() == Integer.class
                                ? "1"
                                : parameter.paramLabel().equals("NAME") ? "x" : "x=1"));
        return args;
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
