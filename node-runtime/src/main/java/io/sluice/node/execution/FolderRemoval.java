package io.sluice.node.execution;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes a folder and all in it, following no link. What can't be removed is passed over: all the rest goes. Folders below
 * others may be deeper than a path can say: one that is far down is moved up first. So no more is held in memory than the
 * folders that are still to be emptied, and a path stays short.
 */
final class FolderRemoval {
    private static final Logger LOG = Logger.getLogger(FolderRemoval.class);
    private static final int MAX_DEPTH = 32;
    /** At most three bytes each, and a name more: less than the 4096 bytes that a path may have. */
    private static final int MAX_PATH_CHARS = 1_000;

    private static final int NAMED_LEFTOVERS = 5;
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

    private final Path root;
    private final String movedUpName = ".moved-up-" + UUID.randomUUID() + "-";
    private final List<String> leftovers = new ArrayList<>();
    private int leftoverCount;
    private int movedUp;

    private FolderRemoval(Path root) {
        this.root = root;
    }

    /**
     * Removes what can be removed.
     *
     * @return what is left and why, a few by name; or null when nothing is
     */
    static @Nullable String remove(Path folder) {
        FolderRemoval removal = new FolderRemoval(folder);
        removal.run();
        return removal.leftoverCount == 0 ? null : removal.leftoversText();
    }

    private void run() {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            delete(new Folder(root, root.toString(), 0), root, root.toString());
            return;
        }
        Deque<Folder> open = new ArrayDeque<>();
        open.push(new Folder(root, root.toString(), 0));
        while (!open.isEmpty()) {
            Folder folder = open.peek();
            if (folder.emptied) {
                open.pop();
                delete(folder, folder.path, folder.name);
                continue;
            }
            folder.emptied = true;
            for (Folder below : empty(folder)) {
                open.push(below);
            }
        }
    }

    /** Removes the files, and tells the folders that are to be emptied before this one can go. */
    private List<Folder> empty(Folder folder) {
        List<Folder> below = new ArrayList<>();
        openRights(folder.path);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder.path)) {
            for (Path child : children) {
                String name = folder.name + "/" + child.getFileName();
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    below.add(reachable(child, name, folder));
                } else {
                    delete(folder, child, name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debugf("%s can't be listed: %s", folder.name, e.toString());
            // It is named when it can't be removed itself.
            folder.why = e;
        }
        return below;
    }

    /** The folder where a path to it is short enough: its own place, or one just below the root. */
    private Folder reachable(Path child, String name, Folder parent) {
        if (parent.depth + 1 < MAX_DEPTH && child.toString().length() < MAX_PATH_CHARS) {
            return new Folder(child, name, parent.depth + 1);
        }
        openRights(child);
        Path place = root.resolve(movedUpName + movedUp++);
        try {
            Files.move(child, place, StandardCopyOption.ATOMIC_MOVE);
            return new Folder(place, place.toString(), 1);
        } catch (IOException e) {
            LOG.debugf("%s can't be moved up: %s", name, e.toString());
            return new Folder(child, name, parent.depth + 1);
        }
    }

    private void delete(Folder folder, Path path, String name) {
        try {
            Files.delete(path);
        } catch (NoSuchFileException gone) {
            LOG.tracef("%s is gone already", name);
        } catch (IOException e) {
            boolean holdsLeftovers = folder.path.equals(path) && folder.why == null && isNotEmpty(path);
            if (!holdsLeftovers) {
                leftoverCount++;
                if (leftovers.size() < NAMED_LEFTOVERS) {
                    IOException why = folder.path.equals(path) && folder.why instanceof IOException first ? first : e;
                    leftovers.add(name + " (" + why.getClass().getSimpleName() + ": " + why.getMessage() + ")");
                }
            }
        }
    }

    /** A folder that stays for what is in it is not named beside it. */
    private static boolean isNotEmpty(Path folder) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            return children.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    /** A task may have taken away its own rights. */
    private static void openRights(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, OWN);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debugf("rights of %s can't be changed: %s", folder, e.toString());
        }
    }

    private String leftoversText() {
        int more = leftoverCount - leftovers.size();
        return String.join(", ", leftovers) + (more > 0 ? " and " + more + " more" : "");
    }

    /** A folder on the way out. */
    private static final class Folder {
        final Path path;
        /** Where an operator finds it. */
        final String name;
        /** Levels below the root. */
        final int depth;

        boolean emptied;

        @Nullable
        Exception why;

        Folder(Path path, String name, int depth) {
            this.path = path;
            this.name = name;
            this.depth = depth;
        }
    }
}
