package io.sluice.dispatch.intake;

import com.fasterxml.uuid.Generators;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Records of sluice.tasks that are no tasks, each of another kind: what outside producers send, by mistake or on purpose. */
final class NastyRecords {
    private final Map<String, byte[]> all = new LinkedHashMap<>();

    private NastyRecords() {}

    /** What each holds, by what is nasty about it. */
    static Map<String, byte[]> all() {
        NastyRecords records = new NastyRecords();
        records.texts();
        records.bytes();
        records.documents();
        records.values();
        return records.all;
    }

    private void texts() {
        submission("half a pair in a selector", "'type':'noop','nodeSelector':{'a':'\\udc00'}");
        submission("half a pair in a selector's key", "'type':'noop','nodeSelector':{'\\ud800':'a'}");
        submission("half a pair in a name", "'type':'noop','name':'\\ud83d'");
        submission("half a pair in an argument", "'type':'exec','command':['echo','\\ude00\\ud83d']");
        submission("half a pair in a variable", "'type':'noop','env':{'A':'\\udfff'}");
        submission("half a pair in a parameter's name", "'type':'x','parameters':{'\\udfff':'a'}");
        submission("half a pair in an unknown field", "'type':'noop','\\udfff':1");
        submission("NUL in a name", "'type':'noop','name':'a\\u0000'");
        submission("NUL in the input", "'type':'noop','stdin':'\\u0000'");
        submission("NUL in a variable's name", "'type':'noop','env':{'A\\u0000':'b'}");
        submission("NUL in a selector", "'type':'noop','nodeSelector':{'a':'\\u0000'}");
        whole("NUL in the key", "'idempotencyKey':'a\\u0000','submission':{'type':'noop'}");
        whole("half a pair in the submitter", "'submittedBy':'\\ud800','submission':{'type':'noop'}");
        whole("a key beyond ASCII", "'idempotencyKey':'schl\u00fcssel','submission':{'type':'noop'}");
        whole("a blank key", "'idempotencyKey':' ','submission':{'type':'noop'}");
    }

    private void bytes() {
        for (String encoding : new String[] {"UTF-16", "UTF-16LE", "UTF-32"}) {
            all.put(encoding, json("'submission':{'type':'noop'}").getBytes(Charset.forName(encoding)));
        }
        marked("a byte that is no UTF-8", "ff");
        marked("a sequence that is cut off", "e282");
        marked("NUL in two bytes", "c080");
        marked("a surrogate in three bytes", "eda080");
        marked("past the end of Unicode", "f4908080");
        marked("a raw control character", "01");
        marked("a raw NUL", "00");
        all.put("nothing", new byte[0]);
        all.put("compressed", HexFormat.of().parseHex("1f8b0800000000000003abae0500438db8f902000000"));
    }

    private void documents() {
        text("null", "null");
        text("a number", "1");
        text("an array", "[]");
        text("a text", "'task'");
        text("cut off", json("'submission':{'type':'no"));
        text("two documents", json("'submission':{'type':'noop'}") + "{}");
        text("a comment", "/* task */" + json("'submission':{'type':'noop'}"));
        text("a depth without end", "{'id':" + "[".repeat(50_000));
        text("depth in an unknown field", json("'x':" + "[".repeat(900) + "]".repeat(900)));
        whole("a field twice", "'submission':{'type':'noop','type':'exec'}");
        whole("no submission", "'submission':null");
        whole("a submission as text", "'submission':'{}'");
        text(
                "an id in base 64",
                "{'id':'" + Base64.getEncoder().encodeToString(new byte[16]) + "','submission':{'type':'noop'}}");
        text("an empty id", "{'id':'','submission':{'type':'noop'}}");
        text("an id of another version", "{'id':'" + UUID.randomUUID() + "','submission':{'type':'noop'}}");
        whole("a rerun of nothing", "'rerunOf':'','submission':{'type':'noop'}");
        whole("a submitter without end", "'submittedBy':'" + "x".repeat(201) + "','submission':{'type':'noop'}");
    }

    private void values() {
        submission("less than a millisecond", "'type':'noop','timeout':'PT0.0004S'");
        submission("a length without end", "'type':'noop','queueLimit':'999999999999d'");
        submission("a length as a number", "'type':'noop','queueLimit':1e999");
        submission("a number without end", "'type':'noop','priority':" + "9".repeat(5_000));
        submission("an exponent without end", "'type':'noop','maxAttempts':1e999999999");
        submission("one more than fits", "'type':'noop','maxAttempts':2147483648");
        submission("no number", "'type':'noop','priority':NaN");
        submission(
                "an argument above the kernel's limit", "'type':'exec','command':['a','" + "x".repeat(131_072) + "']");
        submission("the same in emoji", "'type':'exec','command':['a','" + "\uD83D\uDE00".repeat(32_768) + "']");
        submission("a variable's name with =", "'type':'noop','env':{'A=B':'c'}");
        submission("a variable without a name", "'type':'noop','env':{'':'c'}");
        submission("a label with a blank", "'type':'noop','nodeSelector':{'my key':'c'}");
        submission("a type with a blank", "'type':'no op'");
    }

    private void submission(String kind, String fields) {
        whole(kind, "'submission':{" + fields + "}");
    }

    private void whole(String kind, String fields) {
        text(kind, json(fields));
    }

    private void text(String kind, String json) {
        all.put(kind, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** A name that holds these bytes. */
    private void marked(String kind, String hex) {
        byte[] whole = json("'submission':{'type':'noop','name':'@'}").getBytes(StandardCharsets.UTF_8);
        int at = indexOfMark(whole);
        byte[] replaced = HexFormat.of().parseHex(hex);
        byte[] record = Arrays.copyOf(whole, whole.length - 1 + replaced.length);
        System.arraycopy(replaced, 0, record, at, replaced.length);
        System.arraycopy(whole, at + 1, record, at + replaced.length, whole.length - at - 1);
        all.put(kind, record);
    }

    private static int indexOfMark(byte[] whole) {
        int at = 0;
        while (whole[at] != '@') {
            at++;
        }
        return at;
    }

    private static String json(String fields) {
        return ("{'id':'" + Generators.timeBasedEpochGenerator().generate() + "'," + fields + "}").replace('\'', '"');
    }
}
