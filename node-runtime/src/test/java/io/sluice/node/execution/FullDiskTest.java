package io.sluice.node.execution;

import static io.sluice.node.Assignments.shell;
import static io.sluice.node.Assignments.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.Guarantee;
import io.sluice.node.NodeSettings;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.SelfForTests;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real disk of a few KiB and inodes; passed over where none may be mounted. */
class FullDiskTest {
    private final Kept kept = new Kept();

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                done("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=16", "tmpfs", disk.toString()),
                "no disk may be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        done("umount", "--lazy", disk.toString());
    }

    @Test
    void withoutInodesNothingIsBegunAndTheNodeIsClosedUntilThereAreSome() throws Exception {
        WorkDirs workDirs = WorkDirs.open(disk, "n-1", UUID.randomUUID());
        SelfCheck check = new SelfCheck(workDirs, 0, 0);
        assertThat(check.probe()).isEmpty();
        List<Path> files = fillWithFiles();

        Report.Ended end = run(workDirs);

        assertThat(end.notStarted()).isTrue();
        assertThat(end.reason().text()).contains("No space left on device");
        assertThat(check.probe()).hasValueSatisfying(fault -> assertThat(fault).contains("No space left on device"));
        for (Path file : files) {
            Files.delete(file);
        }
        assertThat(check.probe()).isEmpty();
        workDirs.close();
    }

    @Test
    void fewInodesAreSeenBeforeThereAreNone() throws Exception {
        WorkDirs workDirs = WorkDirs.open(disk, "n-1", UUID.randomUUID());

        assertThat(new SelfCheck(workDirs, 0, 5).probe()).isEmpty();
        assertThat(new SelfCheck(workDirs, 0, 16).probe())
                .hasValueSatisfying(fault -> assertThat(fault).contains("sluice.node.min-free-inodes"));
        workDirs.close();
    }

    @Test
    void aFullDiskIsAFault() throws Exception {
        WorkDirs workDirs = WorkDirs.open(disk, "n-1", UUID.randomUUID());
        Path large = disk.resolve("large");
        Files.write(large, new byte[60 << 10]);

        assertThat(new SelfCheck(workDirs, 32 << 10, 0).look())
                .hasValueSatisfying(fault -> assertThat(fault).contains("sluice.node.min-free-space"));
        Files.write(large, new byte[64 << 10]);
        assertThat(new SelfCheck(workDirs, 0, 0).probe())
                .hasValueSatisfying(fault -> assertThat(fault).contains("No space left on device"));

        Files.delete(large);
        assertThat(new SelfCheck(workDirs, 32 << 10, 0).probe()).isEmpty();
        workDirs.close();
    }

    @Test
    void aReadOnlyDiskIsAFault() throws Exception {
        assumeTrue(done("mount", "-o", "remount,ro", disk.toString()), "nothing may be mounted again here");
        WorkDirs workDirs = new WorkDirs(disk, "n-1", UUID.randomUUID());

        assertThat(new SelfCheck(workDirs, 0, 0).look()).isPresent();
        Report.Ended end = run(workDirs);
        assertThat(end.notStarted()).isTrue();
        assertThat(end.reason().text()).contains("Read-only file system");

        assertThat(done("mount", "-o", "remount,rw", disk.toString())).isTrue();
        assertThat(new SelfCheck(workDirs, 0, 0).probe()).isEmpty();
        workDirs.close();
    }

    private Report.Ended run(WorkDirs workDirs) {
        NodeConfig config = NodeSettings.at(URI.create("http://nobody"), disk);
        NodeSelf self = SelfForTests.registered(config, new Epoch(7));
        LeaseWatch lease = new LeaseWatch(Duration.ofSeconds(15));
        StreamFrame.Assign assign = with(Guarantee.ONCE, shell("true"));
        try (ExecRunner exec = new ExecRunner(workDirs, "n-1", UUID.randomUUID(), config, lease, NodeClock.system())) {
            Attempts attempts = new Attempts(
                    config,
                    self,
                    NodeClock.system(),
                    kept,
                    new Watchdog(config, NodeClock.system(), lease, code -> {}),
                    Map.of("exec", exec));
            attempts.start();
            attempts.assign(assign, NodeClock.system().now());
            await().until(() -> !kept.ends().isEmpty());
            assertThat(self.now().closed())
                    .isEqualTo(kept.ends().get(0).reason().text());
            attempts.shutDown();
        }
        return kept.ends().get(0);
    }

    private List<Path> fillWithFiles() {
        List<Path> files = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                files.add(Files.createFile(disk.resolve("file-" + i)));
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
        return files;
    }

    private static boolean done(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
