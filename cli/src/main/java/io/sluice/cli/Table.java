package io.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Rows of text under a header, each column as wide as its widest cell. Pure. */
final class Table {
    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row of as many cells as the header has. */
    Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells under a header of "
                    + rows.get(0).size());
        }
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(plain(cell));
        }
        rows.add(row);
        return this;
    }

    /** Names and values, one pair a line, the values one below the other. */
    static List<String> facts(List<String[]> facts) {
        Table table = new Table("", "");
        facts.forEach(table::row);
        return table.lines().stream().skip(1).toList();
    }

    /** The lines, header first, with no space at their ends. */
    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], length(row.get(column)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** What others wrote, safe to show: a control character can't move the terminal's cursor or change its colours. */
    static String plain(String text) {
        return text.codePoints()
                .map(point -> Character.isISOControl(point) ? ' ' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String line(List<String> row, int[] widths) {
        StringJoiner line = new StringJoiner(GAP);
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.add(cell + " ".repeat(widths[column] - length(cell)));
        }
        return line.toString().stripTrailing();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
