package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void eachColumnIsAsWideAsItsWidestCellAndNoLineEndsInSpaces() {
        Table table =
                new Table("NAME", "STATUS", "DRAIN").row("n-1", "RUNNING", "-").row("agent-12", "DRAINED", "");

        assertThat(table.lines())
                .containsExactly(
                        "NAME       STATUS    DRAIN", //
                        "n-1        RUNNING   -",
                        "agent-12   DRAINED");
    }

    @Test
    void aTableWithoutRowsIsItsHeader() {
        assertThat(new Table("NAME", "STATUS").lines()).containsExactly("NAME   STATUS");
    }

    @Test
    void factsStandOneBelowTheOther() {
        assertThat(Table.facts(List.of(new String[] {"id", "7"}, new String[] {"status", "RUNNING"})))
                .containsExactly("id       7", "status   RUNNING");
    }

    @Test
    void whatOthersWroteCanNotSteerTheTerminal() {
        assertThat(Table.plain("\u001b[31mred\nline\u009b")).isEqualTo(" [31mred line ");
    }

    @Test
    void anEmojiCountsOnce() {
        assertThat(new Table("A", "B").row("\uD83D\uDE80", "x").lines()).containsExactly("A   B", "\uD83D\uDE80   x");
    }

    @Test
    void aRowThatDoesNotFitTheHeaderIsAMistakeOfTheCaller() {
        Table table = new Table("A", "B");

        assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
