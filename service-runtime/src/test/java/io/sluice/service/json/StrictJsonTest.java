package io.sluice.service.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contracts.Json;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskSubmission;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static ValidatorFactory validators;
    private static StrictJson json;

    @BeforeAll
    static void open() {
        validators = Validation.buildDefaultValidatorFactory();
        json = new StrictJson(validators.getValidator());
    }

    @AfterAll
    static void close() {
        validators.close();
    }

    @Test
    void aRightBodyIsRead() {
        TaskSubmission task = read(
                "{\"type\":\"exec\",\"command\":[\"sh\",\"-c\",\"true\"],\"timeout\":\"90s\",\"guarantee\":\"exclusive\","
                        + "\"env\":{\"A\":\"b\"},\"priority\":5}",
                TaskSubmission.class);

        assertThat(task.command()).containsExactly("sh", "-c", "true");
        assertThat(task.timeoutOrDefault().toMillis()).isEqualTo(90_000);
        assertThat(task.guaranteeOrDefault()).isEqualTo(Guarantee.EXCLUSIVE);
        assertThat(task.env()).containsEntry("A", "b");
    }

    @Test
    void aNullFieldTakesItsDefault() {
        assertThat(read("{\"type\":\"noop\",\"name\":null}", TaskSubmission.class)
                        .name())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "1",
                "{",
                "{\"type\":\"noop\"} x",
                "{\"type\":\"noop\"}{}",
                "{'type':1}",
                "{\"type\":\"noop\",\"type\":\"noop\"}",
                "{\"type\":\"noop\",\"priority\":01}"
            })
    void whatIsNoObjectIsBlamedAsAWhole(String body) {
        assertThat(fields(body, TaskSubmission.class)).containsExactly("body");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"exec","comand":["a"]}                        | comand, command
                    {"type":"exec","command":[]}                          | command
                    {"type":"exec","command":"ls"}                        | command
                    {"type":"exec","command":[1]}                         | command[0]
                    {"type":"exec","command":["ls",null]}                 | command[1]
                    {"type":"exec","command":["ls",{"a":1}]}              | command[1]
                    {"type":"noop","priority":9}                          | priority
                    {"type":"noop","priority":"3"}                        | priority
                    {"type":"noop","priority":2.5}                        | priority
                    {"type":"noop","priority":99999999999}                | priority
                    {"type":"noop","priority":1e999999999}                | priority
                    {"type":"noop","priority":-1e-999999999}              | priority
                    {"type":"noop","priority":3.0}                        | priority
                    {"type":"noop","priority":[3]}                        | priority
                    {"type":"noop","priority":""}                         | priority
                    {"type":"noop","name":{}}                             | name
                    {"type":"noop","name":[["deep"]]}                     | name
                    {"type":"noop","stdin":false}                         | stdin
                    {"Type":"noop"}                                       | Type, type
                    {"type":"noop","priority":true}                       | priority
                    {"type":"noop","timeout":"soon"}                      | timeout
                    {"type":"noop","timeout":5}                           | timeout
                    {"type":"noop","timeout":"-1s"}                       | timeout
                    {"type":"noop","guarantee":"twice"}                   | guarantee
                    {"type":"noop","guarantee":0}                         | guarantee
                    {"type":"noop","env":{"A":1}}                         | env.A
                    {"type":"noop","env":[]}                              | env
                    {"type":"noop","nodeSelector":{"zone":null}}          | nodeSelector.zone
                    {"type":7}                                            | type
                    {"type":"No Type"}                                    | type
                    {}                                                    | type
                    {"type":null}                                         | type
                    {"type":"noop","name":""}                             | name
                    {"priority":0,"maxAttempts":0,"x":1}                  | maxAttempts, priority, type, x
                    """)
    void everyWrongFieldIsNamed(String body, String wrong) {
        assertThat(String.join(", ", fields(body, TaskSubmission.class))).isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"taskCap":-1}                                        | taskCap
                    {"taskCap":10001}                                     | taskCap
                    {"taskCap":"5"}                                       | taskCap
                    {"taskCap":5,"labels":"a"}                            | labels
                    """)
    void aPatchIsCheckedToo(String body, String wrong) {
        assertThat(fields(body, NodePatch.class)).containsExactly(wrong);
    }

    @Test
    void aLabelMayBeNullToTakeItAway() {
        assertThat(read("{\"labels\":{\"zone\":null}}", NodePatch.class).labels())
                .containsKey("zone");
    }

    @Test
    void aRecordInARecordIsCheckedAtItsPath() {
        String body = "{\"name\":\"NO NAME\",\"epoch\":0,\"kind\":\"AGENT\",\"revision\":1,\"taskCap\":1,\"labels\":{},"
                + "\"drain\":{\"enabled\":\"yes\"}}";

        assertThat(fields(body, NodeAdmission.class)).containsExactly("drain.enabled", "epoch", "name");
    }

    @Test
    void aRecordThatRefusesItsFieldsTogetherIsBlamedAtItsPath() {
        String body = "{\"windows\":[{\"from\":1,\"to\":2},{\"from\":2,\"to\":1},{\"from\":1,\"too\":2}]}";

        assertThat(errors(body, Plan.class))
                .containsExactlyInAnyOrder(
                        new FieldError("windows[1]", "ends before it begins"),
                        new FieldError("windows[2].too", "is not known here; known are from, to"),
                        new FieldError("windows[2].to", "is required"));
    }

    @Test
    void aNumberWithoutEndIsRefused() {
        assertThat(fields("{\"type\":\"noop\",\"priority\":" + "9".repeat(100_000) + "}", TaskSubmission.class))
                .containsExactly("body");
    }

    @Test
    void aFieldsNameWithoutEndIsRefusedAndNotSentBack() {
        String body = "{\"type\":\"noop\",\"" + "x".repeat(50_000) + "\":1}";

        assertThat(fields(body, TaskSubmission.class)).containsExactly("body");
    }

    @Test
    void ofTenThousandWrongFieldsAHundredAreNamed() {
        StringBuilder body = new StringBuilder("{\"type\":\"noop\"");
        for (int i = 0; i < 10_000; i++) {
            body.append(",\"x").append(i).append("\":1");
        }

        assertThat(errors(body.append('}').toString(), TaskSubmission.class)).hasSize(100);
    }

    @Test
    void anEnumTellsWhatIsAllowed() {
        List<FieldError> errors = errors("{\"reason\":\"r\",\"onDeadline\":\"explode\"}", DrainRequest.class);

        assertThat(errors).containsExactly(new FieldError("onDeadline", "must be one of leave, requeue, cancel"));
    }

    @Test
    void aValuesOwnWordsAreTheMessage() {
        assertThat(errors("{\"type\":\"noop\",\"timeout\":\"soon\"}", TaskSubmission.class)
                        .get(0)
                        .message())
                .contains("such as 500ms");
    }

    @Test
    void depthWithoutEndIsRefused() {
        String deep = "[".repeat(100_000);

        assertThat(fields("{\"type\":" + deep, TaskSubmission.class)).containsExactly("body");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] body = "{\"type\":\"noop\",\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        body[24] = (byte) 0xC3;

        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> json.read(body, TaskSubmission.class));

        assertThat(refusal.problem().errors()).extracting(FieldError::field).containsExactly("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void otherEncodingsAreRefused(String encoding) {
        byte[] body = "{\"type\":\"noop\"}".getBytes(Charset.forName(encoding));

        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> json.read(body, TaskSubmission.class));

        assertThat(refusal.problem().errors()).extracting(FieldError::field).containsExactly("body");
        assertThat(refusal.problem().errors().get(0).message()).contains("UTF-8");
    }

    @Test
    void whatIsSentBackOfAWrongNameCanBeWritten() throws Exception {
        List<FieldError> errors =
                errors("{\"type\":\"noop\",\"a\\u0000\":1,\"env\":{\"A\\u0000\":\"b\"}}", TaskSubmission.class);

        assertThat(errors).extracting(FieldError::field).containsExactlyInAnyOrder("a\uFFFD", "env");
        assertThat(Json.mapper().writeValueAsString(errors)).contains("must not hold a NUL");
        assertThat(fields("{\"type\":\"noop\",\"\\ud800\":1}", TaskSubmission.class))
                .containsExactly("body");
    }

    @Test
    void anArgumentIsCountedAsTheKernelDoes() {
        assertThat(read(echo("x".repeat(131_071)), TaskSubmission.class).command())
                .hasSize(2);
        assertThat(errors(echo("x".repeat(131_072)), TaskSubmission.class))
                .extracting(FieldError::field)
                .containsExactly("command[1]");
        assertThat(read(echo("\uD83D\uDE00".repeat(32_767)), TaskSubmission.class)
                        .command())
                .hasSize(2);
        assertThat(errors(echo("\uD83D\uDE00".repeat(32_768)), TaskSubmission.class))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo("command[1]");
                    assertThat(error.message()).contains("131072 bytes");
                });
    }

    @Test
    void theLargestVariableIsTakenWhateverItsCharacters() {
        String name = "\u20AC".repeat(200);
        String value = "\u20AC".repeat(32_768);

        assertThat(read("{\"type\":\"noop\",\"env\":{\"" + name + "\":\"" + value + "\"}}", TaskSubmission.class)
                        .env())
                .containsEntry(name, value);
        assertThat(fields("{\"type\":\"noop\",\"env\":{\"A=B\":\"c\",\"\":\"d\"}}", TaskSubmission.class))
                .containsExactly("env.", "env.A=B");
    }

    @Test
    void argumentsAndEnvironmentTogetherLeaveRoomInTheKernelsLimit() {
        String argument = "x".repeat(131_071);
        String eleven = String.join("\",\"", Collections.nCopies(11, argument));

        assertThat(read("{\"type\":\"exec\",\"command\":[\"a\",\"" + eleven + "\"]}", TaskSubmission.class)
                        .command())
                .hasSize(12);
        assertThat(errors(
                        "{\"type\":\"exec\",\"command\":[\"a\",\"" + eleven + "\",\"" + argument + "\"]}",
                        TaskSubmission.class))
                .singleElement()
                .satisfies(error ->
                        assertThat(error.message()).contains("with env").contains("1572864"));
    }

    @Test
    void aSelectorsKeyIsALabels() {
        assertThat(errors("{\"type\":\"noop\",\"nodeSelector\":{\"my key\":\"a\"}}", TaskSubmission.class))
                .containsExactly(new FieldError("nodeSelector.my key", LabelKey.RULE));
        assertThat(read(
                                "{\"type\":\"noop\",\"nodeSelector\":{\"topology.kubernetes.io/zone\":\"a\"}}",
                                TaskSubmission.class)
                        .nodeSelector())
                .hasSize(1);
    }

    @Test
    void thirtyDaysAreThirtyDays() {
        assertThat(fields("{\"type\":\"noop\",\"timeout\":\"P30DT1S\",\"queueLimit\":\"30d\"}", TaskSubmission.class))
                .containsExactly("timeout");
    }

    private static String echo(String argument) {
        return "{\"type\":\"exec\",\"command\":[\"echo\",\"" + argument + "\"]}";
    }

    private record Plan(List<Window> windows) {}

    private record Window(int from, int to) {
        Window {
            if (to < from) {
                throw new IllegalArgumentException("ends before it begins");
            }
        }
    }

    @Test
    void inAPatchNullIsToldFromWhatIsNotNamed() {
        byte[] body = "{\"taskCap\":null,\"labels\":{\"zone\":null}}".getBytes(StandardCharsets.UTF_8);

        MergePatch<NodePatch> patch = json.readMergePatch(body, NodePatch.class);

        assertThat(patch.cleared()).containsExactly("taskCap");
        assertThat(patch.value().taskCap()).isNull();
        assertThat(patch.value().labels()).containsEntry("zone", null);
    }

    private static <T> T read(String body, Class<T> type) {
        return json.read(body.getBytes(StandardCharsets.UTF_8), type);
    }

    private static <T> List<String> fields(String body, Class<T> type) {
        return errors(body, type).stream()
                .map(FieldError::field)
                .distinct()
                .sorted()
                .toList();
    }

    private static <T> List<FieldError> errors(String body, Class<T> type) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> read(body, type));
        assertThat(refusal).as(body).isNotNull();
        assertThat(refusal.problem().status()).isEqualTo(400);
        return refusal.problem().errors();
    }
}
