package io.sluice.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void theMedianIsTheMiddleInOrderOfSize() {
        assertThat(new Figure("a", "s", List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2.0);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(new Figure("a", "s", List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3.0);
    }

    @Test
    void theSpreadIsFromTheLeastToTheGreatest() {
        Figure figure = new Figure("a", "s", List.of(9.0, 1.0, 2.0));

        assertThat(figure.min()).isEqualTo(1.0);
        assertThat(figure.max()).isEqualTo(9.0);
    }

    @Test
    void whatNobodyMeasuredIsNoFigure() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Figure("a", "s", List.of()));
    }

    @Test
    void a99thPercentileOfAHundredIsTheGreatest() {
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

        assertThat(Samples.at(hundred, 0.99)).isEqualTo(100.0);
        assertThat(Samples.at(hundred, 0.5)).isEqualTo(51.0);
    }
}
