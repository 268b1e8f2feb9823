package io.sluice.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.ForbiddenException;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.pgclient.PgException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    @Test
    void aRefusalIsItsOwnProblemHoweverDeepItLies() {
        Problem problem = Problem.of(ProblemType.CAPACITY_FLOOR, "too few");

        assertThat(Faults.problem(new CompletionException(new RuntimeException(new ProblemException(problem)))))
                .isEqualTo(problem);
    }

    /** As the framework refuses a caller who is known and lacks the role. */
    @Test
    void aRoleThatIsMissingIsForbidden() {
        assertThat(Faults.problem(new ForbiddenException()).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "57P03", "53300", "25006"})
    void aDatabaseThatIsAwayIsNoFaultOfOurs(String state) {
        PgException fault = new PgException("terminating connection", "FATAL", state, null);

        assertThat(Faults.problem(fault).is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
        assertThat(Faults.problem(asHibernateTellsIt(state)).is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
    }

    @Test
    void aStatementThatFailsIsAFaultOfOursAndTellsNothing() {
        PgException fault = new PgException("relation \"secret\" does not exist", "ERROR", "42P01", null);

        Problem problem = Faults.problem(fault);

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.logId()).isNotBlank();
        assertThat(problem.detail()).doesNotContain("secret");
        assertThat(Faults.problem(asHibernateTellsIt("42P01")).status()).isEqualTo(500);
    }

    @Test
    void aConnectionThatCantBeMadeMayBeTriedAgain() {
        Problem problem = Faults.problem(new ConnectException("refused"));

        assertThat(problem.is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
        assertThat(Problems.response(problem).getHeaderString("Retry-After")).isEqualTo("2");
    }

    @Test
    void aWriteThatTookTooLongMayBeTriedAgain() {
        assertThat(Faults.problem(new TimeoutException()).is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
    }

    @Test
    void everyFaultOfOursHasALogId() {
        for (int status : List.of(500, 501, 507)) {
            Problem problem = Faults.problem(new WebApplicationException(status));

            assertThat(problem.is(ProblemType.INTERNAL)).isTrue();
            assertThat(problem.logId()).as("status %d", status).isNotBlank();
        }
    }

    @Test
    void theFrameworksRefusalsAreProblems() {
        assertThat(Faults.problem(new NotFoundException()).is(ProblemType.NOT_FOUND))
                .isTrue();
        assertThat(Faults.problem(new WebApplicationException(415)).is(ProblemType.UNSUPPORTED_MEDIA_TYPE))
                .isTrue();
        assertThat(Faults.problem(new WebApplicationException(400)).is(ProblemType.INVALID_REQUEST))
                .isTrue();
    }

    @Test
    void whoSentNoTokenIsToldWhichScheme() {
        assertThat(Problems.response(Problem.of(ProblemType.UNAUTHENTICATED, "no"))
                        .getHeaderString("WWW-Authenticate"))
                .isEqualTo("Bearer");
    }

    /** It keeps the state of the driver's refusal, and not the refusal. */
    private static Exception asHibernateTellsIt(String state) {
        return new CompletionException(new RuntimeException(new SQLException("refused", state, 0)));
    }
}
