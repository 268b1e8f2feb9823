package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.Overlap.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A yardstick is itself measured. */
class OverlapTest {
    @Test
    void stretchesThatTouchDoNotOverlap() {
        assertThat(Overlap.most(List.of(new Stretch(0, 5), new Stretch(5, 9)))).isEqualTo(1);
    }

    @Test
    void theMostAtAnyMomentCounts() {
        assertThat(Overlap.most(List.of(new Stretch(0, 5), new Stretch(1, 2), new Stretch(4, 9), new Stretch(3, 8))))
                .isEqualTo(3);
    }

    @Test
    void nothingIsZero() {
        assertThat(Overlap.most(List.of())).isZero();
    }
}
