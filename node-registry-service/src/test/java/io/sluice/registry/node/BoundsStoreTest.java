package io.sluice.registry.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain.OnDeadline;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.node.TaskCap;
import io.sluice.registry.RegistryDatabase;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the schema checks is what the contracts say. */
class BoundsStoreTest {
    private static final Pattern WORD = Pattern.compile("'([A-Z_]+)'");

    private final RegistryDatabase database = RegistryDatabase.empty();

    @Test
    void capsHaveTheBoundsOfTheContracts() {
        for (String column : new String[] {"own_task_cap", "operator_task_cap"}) {
            assertThat(check(column + "_is_0_to_10000"))
                    .isEqualTo("CHECK (((" + column + " >= 0) AND (" + column + " <= " + TaskCap.MAX + ")))");
        }
    }

    @Test
    void namesAndHashesAreThoseOfTheContracts() {
        assertThat(check("name_is_a_node_name")).contains("'^" + NodeName.PATTERN + "$'");
        assertThat(check("secret_hash_is_a_sha256")).contains("'^" + NodeSecrets.HASH_PATTERN + "$'");
    }

    @Test
    void wordsAreTheConstantsOfTheContracts() {
        words("kind_is_known", NodeKind.values());
        words("drain_on_deadline_is_known", OnDeadline.values());
    }

    private void words(String constraint, Enum<?>... all) {
        assertThat(WORD.matcher(check(constraint)).results().map(word -> word.group(1)))
                .as(constraint)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(all).map(Enum::name).toList());
    }

    private String check(String constraint) {
        return database.rows("select pg_get_constraintdef(oid) as text from pg_constraint"
                        + " where conrelid = 'node'::regclass and conname = '" + constraint + "'")
                .get(0)
                .getString("text");
    }
}
