package io.sluice.contracts.task;

import io.sluice.contracts.Timespan;
import io.sluice.contracts.Utf8;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a {@link TaskSubmission}. Each violation is reported at its field. */
@Documented
@Constraint(validatedBy = TaskShape.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface TaskShape {
    /** The message when no field is to blame. */
    String message() default "is not a task";

    /** Unused; wanted by the specification. */
    Class<?>[] groups() default {};

    /** Unused; wanted by the specification. */
    Class<? extends Payload>[] payload() default {};

    /** MAX_ARG_STRLEN of Linux, less the NUL at the end. Bytes of UTF-8. */
    int MAX_ARGUMENT_BYTES = 131_071;

    /**
     * What all arguments and variables may take together, as Linux counts: each with its NUL and a pointer. The kernel takes a
     * quarter of the stack's limit, mostly 2 MiB; the rest is for the node's own environment.
     */
    int MAX_ARGUMENTS_BYTES = 3 << 19;

    /** The most that any gateway may be told to take for {@code stdin}. Bytes of UTF-8. */
    int MAX_INPUT_BYTES = 8 << 20;

    /** Checks a submission. */
    final class Validator implements ConstraintValidator<TaskShape, TaskSubmission> {
        private static final Duration MAX_DURATION = Duration.ofDays(TaskSubmission.MAX_DAYS);
        private static final int BYTES_BESIDE_EACH = 9;

        @Override
        public boolean isValid(@Nullable TaskSubmission task, ConstraintValidatorContext context) {
            if (task == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            Blame blame = new Blame(context);
            long bytes = command(task, blame) + environment(task, blame);
            if (bytes > MAX_ARGUMENTS_BYTES) {
                blame.at(
                        "command",
                        "with env takes " + bytes + " bytes, and " + MAX_ARGUMENTS_BYTES
                                + " is the most that a process is given: pass large input as stdin or by reference");
            }
            if (task.stdin() != null && Utf8.length(task.stdin()) > MAX_INPUT_BYTES) {
                blame.at("stdin", "at most " + MAX_INPUT_BYTES + " bytes of UTF-8");
            }
            if (isTooLong(task.timeout())) {
                blame.at("timeout", "at most " + TaskSubmission.MAX_DAYS + "d");
            }
            if (isTooLong(task.queueLimit())) {
                blame.at("queueLimit", "at most " + TaskSubmission.MAX_DAYS + "d");
            }
            return blame.none;
        }

        /** What it takes of a process's arguments, in bytes. */
        private static long command(TaskSubmission task, Blame blame) {
            List<String> command = task.command() == null ? List.of() : task.command();
            if (TaskSubmission.EXEC.equals(task.type())) {
                if (command.isEmpty()) {
                    blame.at("command", "an exec task needs a command, such as [\"sh\",\"-c\",\"echo hello\"]");
                } else if (command.get(0) == null || command.get(0).isBlank()) {
                    blame.at("command[0]", "the program to run must not be blank");
                }
            }
            long all = 0;
            for (int i = 0; i < command.size(); i++) {
                int bytes = command.get(i) == null ? 0 : Utf8.length(command.get(i));
                if (bytes > MAX_ARGUMENT_BYTES) {
                    blame.at(
                            "command[" + i + "]",
                            "takes " + bytes + " bytes of UTF-8, and " + MAX_ARGUMENT_BYTES
                                    + " is the most for one argument: pass it as stdin or in a file");
                }
                all += bytes + BYTES_BESIDE_EACH;
            }
            return all;
        }

        /** What it takes of a process's environment, in bytes. */
        private static long environment(TaskSubmission task, Blame blame) {
            Map<String, String> env = task.env() == null ? Map.of() : task.env();
            long all = 0;
            for (Map.Entry<String, String> entry : env.entrySet()) {
                String name = entry.getKey() == null ? "" : entry.getKey();
                if (name.indexOf('=') >= 0) {
                    blame.at("env." + name, "the name of a variable must not hold '='");
                }
                int bytes = Utf8.length(name) + 1 + (entry.getValue() == null ? 0 : Utf8.length(entry.getValue()));
                if (bytes > MAX_ARGUMENT_BYTES) {
                    blame.at(
                            "env." + name,
                            "takes " + bytes + " bytes of UTF-8 with its name, and " + MAX_ARGUMENT_BYTES
                                    + " is the most for one variable");
                }
                all += bytes + BYTES_BESIDE_EACH;
            }
            return all;
        }

        private static boolean isTooLong(@Nullable Timespan length) {
            return length != null && length.value().compareTo(MAX_DURATION) > 0;
        }

        /** Where the violations go. */
        private static final class Blame {
            private final ConstraintValidatorContext context;
            private boolean none = true;

            Blame(ConstraintValidatorContext context) {
                this.context = context;
            }

            void at(String field, String message) {
                none = false;
                context.buildConstraintViolationWithTemplate(message)
                        .addPropertyNode(field)
                        .addConstraintViolation();
            }
        }
    }
}
