package io.sluice.contracts.task;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
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

    /** Checks a submission. */
    final class Validator implements ConstraintValidator<TaskShape, TaskSubmission> {
        private static final long LONGEST_DAYS = 30;

        @Override
        public boolean isValid(@Nullable TaskSubmission task, ConstraintValidatorContext context) {
            if (task == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            boolean valid = true;
            if (TaskSubmission.EXEC.equals(task.type())) {
                List<String> command = task.command();
                if (command == null || command.isEmpty()) {
                    valid = blame(
                            context, "command", "an exec task needs a command, such as [\"sh\",\"-c\",\"echo hello\"]");
                } else if (command.get(0) == null || command.get(0).isBlank()) {
                    valid = blame(context, "command[0]", "the program to run must not be blank");
                } else if (command.stream().anyMatch(word -> word != null && word.indexOf('\0') >= 0)) {
                    valid = blame(context, "command", "must not hold a NUL character");
                }
            }
            if (task.env() != null
                    && task.env().entrySet().stream()
                            .anyMatch(entry -> isUnfitVariable(entry.getKey(), entry.getValue()))) {
                valid = blame(context, "env", "names must not hold '=' or NUL, nor values NUL");
            }
            if (task.timeout() != null && task.timeout().value().toDays() > LONGEST_DAYS) {
                valid = blame(context, "timeout", "at most 30d");
            }
            if (task.queueLimit() != null && task.queueLimit().value().toDays() > LONGEST_DAYS) {
                valid = blame(context, "queueLimit", "at most 30d");
            }
            return valid;
        }

        private static boolean isUnfitVariable(@Nullable String name, @Nullable String value) {
            return name == null
                    || name.indexOf('=') >= 0
                    || name.indexOf('\0') >= 0
                    || (value != null && value.indexOf('\0') >= 0);
        }

        private static boolean blame(ConstraintValidatorContext context, String field, String message) {
            context.buildConstraintViolationWithTemplate(message)
                    .addPropertyNode(field)
                    .addConstraintViolation();
            return false;
        }
    }
}
