package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mutants themselves are made in a run of their own; that they can be made is seen in every build. */
class MutantTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    static Stream<Mutant> mutants() {
        return MutantsScenario.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theSourcesHaveWhatItChanges(Mutant mutant) {
        assertThatCode(() -> mutant.check(PROJECT)).doesNotThrowAnyException();
    }
}
