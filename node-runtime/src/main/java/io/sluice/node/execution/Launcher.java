package io.sluice.node.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes: each in a session of its own where {@code setsid} is installed, and on Linux by way of a few lines of
 * shell, which are replaced by the program. They wait for a go, so that all is in place before the program begins, and
 * nothing begins when the node dies meanwhile. When the program can't be executed they say so by a file whose name no
 * program learns: an exit code of 126 or 127 and the words of a shell are taken for nothing else than what they are.
 */
final class Launcher {
    /**
     * The mark, then program and arguments. A shell whose {@code exec} fails ends, and so comes to its trap; bash, under
     * the name of sh too, does not run the trap then unless it is told to go on. Its variables are not the program's, though
     * it was given some of the same names.
     */
    private static final String SCRIPT = """
            unset SLUICE_MARK SLUICE_GO
            SLUICE_MARK=$1
            shift
            read -r SLUICE_GO || exit 125
            trap 'echo "$?" >"$SLUICE_MARK"' EXIT
            if command -v shopt >/dev/null
            then
              shopt -s execfail
              exec -- "$@"
              exit
            fi
            exec "$@"
            """;

    private static final String SCRIPT_NAME = "sluice";
    private static final Pattern WHO_SAYS_SO = Pattern.compile("^" + SCRIPT_NAME + ": ((line )?\\d+: )?(exec: )?");
    // As JDK 17 words it (error=7), and as JDK 25 does (error: 7).
    private static final Pattern ERRNO = Pattern.compile("error(?:=|: )(\\d+)");
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int E2BIG = 7;
    /** errno of Linux and of the BSDs that say something of the program: EPERM, ENOENT, E2BIG, ENOEXEC, EACCES, ENOTDIR, EISDIR, ETXTBSY. */
    private static final List<Integer> OF_THE_PROGRAM = List.of(1, 2, E2BIG, 8, 13, 20, 21, 26);

    private static final String MECHANISM = "jdk.lang.Process.launchMechanism";
    /** From here on the JDK warns of it, and later refuses it. */
    private static final int FIRST_JDK_WITHOUT_VFORK = 26;

    static {
        // By default the JDK goes by way of a program of its own, jspawnhelper: of the four programs that a task of one
        // would be, one less. vfork was the JDK's way until 12. It is read once, when the first process is started.
        boolean isLinux = "Linux".equals(System.getProperty("os.name"));
        if (isLinux && Runtime.version().feature() < FIRST_JDK_WITHOUT_VFORK && System.getProperty(MECHANISM) == null) {
            System.setProperty(MECHANISM, "VFORK");
        }
    }

    private final Path marks;
    private final Optional<Path> setsid = Program.find("setsid");
    private final Optional<Path> shell = Program.SHELL;
    private final Optional<Path> env = Program.find("env");

    /**
     * @param marks a directory where a launcher may leave its mark
     */
    Launcher(Path marks) {
        this.marks = marks;
    }

    Optional<Path> setsid() {
        return setsid;
    }

    /**
     * Starts a process. What it returns unless it is a fault has begun only after {@link Launch#go}.
     *
     * @param environment all of it
     */
    Start start(List<String> command, Path directory, Map<String, String> environment) {
        String name = command.get(0);
        Optional<String> path = Optional.ofNullable(environment.get("PATH"));
        List<String> program = new ArrayList<>(command);
        List<String> odd = environment.keySet().stream()
                .filter(variable -> !SHELL_NAME.matcher(variable).matches())
                .toList();
        boolean waits = ProcFs.isAvailable() && shell.isPresent() && (odd.isEmpty() || env.isPresent());
        try {
            if (name.startsWith("-")) {
                // What begins so is an option to a shell, and to setsid.
                Program.locate(name, directory, path).ifPresent(file -> program.set(0, file.toString()));
            }
            if (!waits || !odd.isEmpty()) {
                Optional<String> fault = Program.fault(name, directory, path);
                if (fault.isPresent()) {
                    return new Start.TaskFault(fault.get());
                }
            }
            Path mark = waits ? marks.resolve(UUID.randomUUID() + ".not-started") : null;
            ProcessBuilder builder =
                    new ProcessBuilder(argv(program, environment, odd, mark)).directory(directory.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new Start.Waiting(new Launch(process, mark, said -> whyNot(name, directory, path, said)));
        } catch (IOException | IllegalArgumentException e) {
            return notEvenLaunched(name, directory, waits || setsid.isPresent(), e);
        } catch (OutOfMemoryError e) {
            // It may have been launched all the same: it waits for a go that nobody can give, and ends with its pipe.
            return new Start.NodeFault("'" + name + "' could not be started: " + e.getMessage());
        }
    }

    private List<String> argv(
            List<String> program, Map<String, String> environment, List<String> odd, @Nullable Path mark) {
        List<String> argv = new ArrayList<>();
        setsid.ifPresent(file -> argv.add(file.toString()));
        if (mark != null) {
            argv.addAll(List.of(shell.orElseThrow().toString(), "-c", SCRIPT, SCRIPT_NAME, mark.toString()));
            if (!odd.isEmpty()) {
                // A shell may drop variables with names that it can't have itself.
                argv.addAll(List.of(env.orElseThrow().toString(), "--"));
                odd.forEach(variable -> argv.add(variable + "=" + environment.get(variable)));
            }
        }
        argv.addAll(program);
        return argv;
    }

    /** The first program of all could not be started: it is the node's own, unless there is none between. */
    static Start notEvenLaunched(String name, Path directory, boolean byOwnProgram, Exception e) {
        String text = "'" + name + "' could not be started: " + e.getMessage();
        if (e instanceof IllegalArgumentException) {
            return new Start.TaskFault(text);
        }
        Matcher errno = ERRNO.matcher(String.valueOf(e.getMessage()));
        if (!errno.find()) {
            // Java itself refuses a NUL.
            return String.valueOf(e.getMessage()).startsWith("invalid null character")
                    ? new Start.TaskFault(text)
                    : new Start.NodeFault(text);
        }
        int number = Integer.parseInt(errno.group(1));
        if (number == E2BIG) {
            return new Start.TaskFault(
                    "'" + name
                            + "' could not be started: its arguments and environment are longer than this node's system allows.");
        }
        return !byOwnProgram && OF_THE_PROGRAM.contains(number) && Files.isDirectory(directory)
                ? new Start.TaskFault(text)
                : new Start.NodeFault(text);
    }

    private static String whyNot(String name, Path directory, Optional<String> path, String said) {
        String reason =
                WHO_SAYS_SO.matcher(said.lines().findFirst().orElse("").strip()).replaceFirst("");
        Optional<String> seen;
        try {
            seen = Program.fault(name, directory, path)
                    .or(() -> Program.locate(name, directory, path).flatMap(Program::interpreterFault));
        } catch (InvalidPathException e) {
            // A name that Java can't have may be a file's all the same.
            seen = Optional.empty();
        }
        return seen.orElse("'" + name + "' could not be started: " + reason);
    }
}
