package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcFsTest {
    private static final String REST = " 4 0 -1 4194560 99 0 0 0 0 0 0 0 20 0 1 0 8642 2600960 224";

    @Test
    void readsWhatIsNeeded() {
        assertThat(ProcFs.parse("42 (sleep) S 7 41" + REST)).isEqualTo(new ProcFs.Entry(42, 7, 4, 8642, false));
    }

    @Test
    void aProgramMayBeNamedToMislead() {
        assertThat(ProcFs.parse("42 (a) R 1 (b) S 7 41" + REST)).isEqualTo(new ProcFs.Entry(42, 7, 4, 8642, false));
    }

    @Test
    void aZombieIsGone() {
        assertThat(ProcFs.parse("42 (sleep) Z 7 41" + REST).gone()).isTrue();
    }
}
