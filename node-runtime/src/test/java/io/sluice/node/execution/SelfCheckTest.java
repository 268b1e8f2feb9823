package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system, with real processes. */
class SelfCheckTest {
    @TempDir
    Path directory;

    @Test
    void aSoundNodeHasNoFaultAndNothingIsLeftOfTheLook() throws Exception {
        WorkDirs workDirs = new WorkDirs(directory, "n-1", UUID.randomUUID());

        assertThat(check(workDirs, 0, 0).probe()).isEmpty();

        assertThat(workDirs.own()).isEmptyDirectory();
    }

    @Test
    void theFolderIsMadeAgain() throws Exception {
        WorkDirs workDirs = WorkDirs.open(directory, "n-1", UUID.randomUUID());
        Files.delete(workDirs.own());

        assertThat(check(workDirs, 0, 0).look()).isEmpty();

        assertThat(workDirs.own()).isDirectory();
    }

    @Test
    void aFolderThatCanNotBeMadeIsNamed() throws Exception {
        Files.createFile(directory.resolve("n-1"));

        assertThat(check(new WorkDirs(directory, "n-1", UUID.randomUUID()), 0, 0)
                        .look())
                .hasValueSatisfying(fault -> assertThat(fault).contains(directory + "/n-1"));
    }

    @Test
    void tooLittleRoomIsSeenWithoutWriting() throws Exception {
        assertThat(check(WorkDirs.open(directory, "n-1", UUID.randomUUID()), Long.MAX_VALUE, 0)
                        .look())
                .hasValueSatisfying(fault -> assertThat(fault).contains("MiB left"));
    }

    @Test
    void inodesCountWhereTheFileSystemHasANumberOfThem() {
        SelfCheck check = check(new WorkDirs(directory, "n-1", UUID.randomUUID()), 0, 1000);

        assertThat(check.tooFewInodes(directory, "100000 1000\n")).isEmpty();
        assertThat(check.tooFewInodes(directory, "100000 999\n"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("999 inodes left"));
        assertThat(check.tooFewInodes(directory, "0 0\n")).isEmpty();
        assertThat(check.tooFewInodes(directory, "")).isEmpty();
        assertThat(check.tooFewInodes(directory, "stat: illegal option -- c")).isEmpty();
    }

    @Test
    void whatGoesByIsToldFromWhatTheSettingsAreToBlameFor() {
        assertThat(SelfCheck.mayPass(new FileSystemException("/work/n-1", null, "No space left on device")))
                .isTrue();
        assertThat(SelfCheck.mayPass(new FileSystemException("/work/n-1", null, "Read-only file system")))
                .isTrue();
        assertThat(SelfCheck.mayPass(new IOException("Too many open files"))).isTrue();
        assertThat(SelfCheck.mayPass(new AccessDeniedException("/work/n-1"))).isFalse();
    }

    private static SelfCheck check(WorkDirs workDirs, long bytes, long inodes) {
        return new SelfCheck(workDirs, bytes, inodes);
    }
}
