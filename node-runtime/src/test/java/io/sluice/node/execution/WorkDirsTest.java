package io.sluice.node.execution;

import static io.sluice.node.execution.FolderRemovalTest.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.contracts.stream.AttemptRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirsTest {
    private static final UUID DEAD = new UUID(0, 1);
    private static final UUID LIVING = new UUID(0, 2);
    private static final UUID NEW = new UUID(0, 3);

    @TempDir
    Path directory;

    @Test
    void whatADeadProcessLeftIsKilledAndCleared() throws Exception {
        Path left = directory.resolve("n-1").resolve(DEAD.toString());
        Files.createDirectories(left.resolve("task"));
        Files.createFile(directory.resolve("n-1").resolve(DEAD + ".lock"));
        ProcessBuilder builder = new ProcessBuilder("sleep", "1002");
        builder.environment().put("SLUICE_INCARNATION", DEAD.toString());
        Process orphan = builder.start();

        try (WorkDirs opened = WorkDirs.open(directory, "n-1", NEW)) {
            assertThat(opened.create(new AttemptRef(new UUID(0, 9), 1))).isEmptyDirectory();
            await().until(() -> !orphan.isAlive());
            assertThat(left).doesNotExist();
            assertThat(directory.resolve("n-1").resolve(DEAD + ".lock")).doesNotExist();
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void whatALivingProcessOfTheSameNameHasIsLeftAlone() throws Exception {
        try (WorkDirs living = WorkDirs.open(directory, "n-1", LIVING)) {
            Path task = living.create(new AttemptRef(new UUID(0, 9), 1));

            WorkDirs.open(directory, "n-1", NEW).close();

            assertThat(task).exists();
        }
    }

    @Test
    void nothingIsLeftAfterAnOrderlyEnd() throws Exception {
        WorkDirs opened = WorkDirs.open(directory, "n-1", NEW);
        Files.createFile(opened.create(new AttemptRef(new UUID(0, 9), 1)).resolve("file"));

        opened.close();

        assertThat(directory.resolve("n-1")).isEmptyDirectory();
    }

    /** What stays is named when its attempt ends, and not again by the node's own end. */
    @Test
    void whatCantBeRemovedIsNamedOnce() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    lines.add(line.getMessage());
                }
            }

            @Override
            public void flush() {
                // There is nothing to flush.
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
        Logger logger = Logger.getLogger(WorkDirs.class.getName());
        logger.addHandler(handler);
        WorkDirs opened = WorkDirs.open(directory, "n-1", NEW);
        Path task = opened.create(new AttemptRef(new UUID(0, 9), 1));
        Path immutable =
                Files.createFile(Files.createDirectory(task.resolve("a")).resolve("immutable"));
        Files.createDirectories(task.resolve("b/c"));
        assumeTrue(attribute("+i", immutable), "files can be made immutable: root, and a file system that has it");
        try {
            opened.remove(task);
            opened.close();

            assertThat(lines).hasSize(1);
            assertThat(lines.get(0)).contains(immutable.toString());
            assertThat(task.resolve("b")).doesNotExist();
            assertThat(directory.resolve("n-1").resolve(NEW + ".lock")).doesNotExist();
        } finally {
            attribute("-i", immutable);
            logger.removeHandler(handler);
        }
    }

    @Test
    void aDirectoryThatIsAlreadyThereIsEmptied() throws IOException, InterruptedException {
        try (WorkDirs opened = WorkDirs.open(directory, "n-1", NEW)) {
            AttemptRef attempt = new AttemptRef(new UUID(0, 9), 1);
            Files.createFile(opened.create(attempt).resolve("file"));

            assertThat(opened.create(attempt)).isEmptyDirectory();
        }
    }
}
