package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRemovalTest {
    @TempDir
    Path directory;

    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(directory.resolve("folder"));
    }

    @Test
    void whatWasPutInIsGoneAndWhatLinksNameIsNot() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createFile(outside.resolve("file"));
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("broken"), directory.resolve("nowhere"));
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Files.createFile(deep.resolve("file"));
        Files.createFile(deep.resolve(" ünlich\n"));

        assertThat(FolderRemoval.remove(folder)).isNull();

        assertThat(folder).doesNotExist();
        assertThat(outside.resolve("file")).exists();
    }

    @Test
    void aLinkInTheFoldersPlaceIsRemovedAlone() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), folder);

        assertThat(FolderRemoval.remove(link)).isNull();

        assertThat(link).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void aFolderThatIsNotThereIsRemovedAlready() {
        assertThat(FolderRemoval.remove(directory.resolve("nowhere"))).isNull();
    }

    @Test
    void foldersWithoutRightsGoToo() throws IOException {
        Path closed = Files.createDirectories(folder.resolve("closed/below"));
        Files.createFile(closed.resolve("file"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(closed.getParent(), PosixFilePermissions.fromString("r--------"));

        assertThat(FolderRemoval.remove(folder)).isNull();

        assertThat(folder).doesNotExist();
    }

    /** Deeper than a path can say, a thread's stack is, and files may be open. */
    @Test
    void anyDepthGoes() throws IOException {
        Path chain = Files.createDirectory(directory.resolve("chain"));
        Files.createFile(chain.resolve("at the bottom"));
        for (int level = 0; level < 6_000; level++) {
            Path above = Files.createDirectory(directory.resolve("above"));
            Files.move(chain, above.resolve("d"));
            Files.move(above, chain);
        }
        Files.move(chain, folder.resolve("d"));

        assertThat(FolderRemoval.remove(folder)).isNull();

        assertThat(folder).doesNotExist();
    }

    @Test
    void longNamesGoAtAnyDepth() throws IOException {
        Path chain = Files.createDirectory(directory.resolve("chain"));
        for (int level = 0; level < 100; level++) {
            Path above = Files.createDirectory(directory.resolve("above"));
            Files.createFile(above.resolve("f".repeat(255)));
            Files.move(chain, above.resolve("d".repeat(255)));
            Files.move(above, chain);
        }
        Files.move(chain, folder.resolve("d"));

        assertThat(FolderRemoval.remove(folder)).isNull();

        assertThat(folder).doesNotExist();
    }

    @Test
    void whatCantBeRemovedIsNamedAndAllTheRestGoes() throws Exception {
        Path kept = Files.createDirectories(folder.resolve("a/kept"));
        Path immutable = Files.createFile(kept.resolve("immutable"));
        Files.createFile(kept.resolve("beside"));
        Files.createFile(folder.resolve("a/file"));
        Files.createDirectories(folder.resolve("a/b/c"));
        Files.createDirectories(folder.resolve("z/y"));
        assumeTrue(attribute("+i", immutable), "files can be made immutable: root, and a file system that has it");
        try {
            String left = FolderRemoval.remove(folder);

            assertThat(left).startsWith(immutable.toString()).doesNotContain(",");
            assertThat(immutable).exists();
            assertThat(kept.resolve("beside")).doesNotExist();
            assertThat(folder.resolve("a")).isDirectoryNotContaining(path -> !path.equals(kept));
            assertThat(folder.resolve("z")).doesNotExist();
        } finally {
            attribute("-i", immutable);
        }
    }

    @Test
    void ofManyThingsThatStayAFewAreNamed() throws Exception {
        Path first = Files.createFile(folder.resolve("0"));
        assumeTrue(attribute("+i", first), "files can be made immutable: root, and a file system that has it");
        try {
            for (int i = 1; i < 12; i++) {
                attribute("+i", Files.createFile(folder.resolve(Integer.toString(i))));
            }

            assertThat(FolderRemoval.remove(folder)).endsWith(" and 7 more");
            assertThat(Files.exists(first, LinkOption.NOFOLLOW_LINKS)).isTrue();
        } finally {
            for (int i = 0; i < 12; i++) {
                attribute("-i", folder.resolve(Integer.toString(i)));
            }
        }
    }

    /** Whether chattr could be had to change it. */
    static boolean attribute(String change, Path file) throws InterruptedException {
        try {
            Process chattr = new ProcessBuilder("chattr", change, file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return chattr.waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
