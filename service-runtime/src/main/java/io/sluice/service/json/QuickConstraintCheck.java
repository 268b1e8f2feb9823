package io.sluice.service.json;

import jakarta.validation.ClockProvider;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.CascadableDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.ContainerElementTypeDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a record that it keeps its constraints, at a part of what a validator takes for it: that one keeps a path to each
 * value that it looks at, in case it is wrong. Which constraints there are the validator says itself, once a type. A record that
 * breaks one, or has one of a kind that is not known here, is left to the validator.
 */
final class QuickConstraintCheck {
    /** Of one value; false when it is wrong or in doubt. */
    @FunctionalInterface
    private interface Check {
        boolean holds(@Nullable Object value) throws ReflectiveOperationException;
    }

    private static final Check DOUBT = value -> false;
    private static final ConstraintValidatorContext NOT_TOLD = new NotTold();

    /** Below any minimum. */
    private static final int NO_SIZE = -1;

    private final Validator validator;
    private final ConcurrentMap<Class<?>, List<Check>> known = new ConcurrentHashMap<>();

    QuickConstraintCheck(Validator validator) {
        this.validator = validator;
    }

    /** Whether it certainly keeps all of them. */
    boolean isPassed(Object value) {
        try {
            return hold(known.computeIfAbsent(value.getClass(), this::ofType), value);
        } catch (ReflectiveOperationException | ValidationException e) {
            return false;
        }
    }

    private static boolean hold(List<Check> checks, @Nullable Object value) throws ReflectiveOperationException {
        for (Check check : checks) {
            if (!check.holds(value)) {
                return false;
            }
        }
        return true;
    }

    private List<Check> ofType(Class<?> type) {
        BeanDescriptor bean = validator.getConstraintsForClass(type);
        if (!type.isRecord()) {
            return List.of(DOUBT);
        }
        List<Check> checks = new ArrayList<>(ofConstraints(bean));
        for (PropertyDescriptor property : bean.getConstrainedProperties()) {
            checks.add(ofProperty(type, property));
        }
        return List.copyOf(checks);
    }

    private Check ofProperty(Class<?> type, PropertyDescriptor property) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getName().equals(property.getPropertyName())) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                List<Check> checks = ofElement(property, property, property);
                return bean -> hold(checks, accessor.invoke(bean));
            }
        }
        return DOUBT;
    }

    private List<Check> ofElement(
            ElementDescriptor element, CascadableDescriptor cascade, ContainerDescriptor container) {
        List<Check> checks = new ArrayList<>(ofConstraints(element));
        if (cascade.isCascaded()) {
            checks.add(value -> value == null || isPassed(value));
        }
        for (ContainerElementTypeDescriptor inner : container.getConstrainedContainerElementTypes()) {
            checks.add(ofEach(inner, ofElement(inner, inner, inner)));
        }
        return List.copyOf(checks);
    }

    private static Check ofEach(ContainerElementTypeDescriptor inner, List<Check> checks) {
        if (inner.getContainerClass() == List.class) {
            return value -> value == null || (value instanceof List<?> list && eachHolds(checks, list));
        }
        if (inner.getContainerClass() == Map.class) {
            boolean isKey = inner.getTypeArgumentIndex() == 0;
            return value -> value == null
                    || (value instanceof Map<?, ?> map && eachHolds(checks, isKey ? map.keySet() : map.values()));
        }
        return DOUBT;
    }

    private static boolean eachHolds(List<Check> checks, Collection<?> values) throws ReflectiveOperationException {
        for (Object value : values) {
            if (!hold(checks, value)) {
                return false;
            }
        }
        return true;
    }

    /** Of whichever group they are: who keeps all of them keeps those that are asked for. */
    private static List<Check> ofConstraints(ElementDescriptor element) {
        return element.getConstraintDescriptors().stream()
                .map(QuickConstraintCheck::of)
                .toList();
    }

    private static Check of(ConstraintDescriptor<?> constraint) {
        Annotation rule = constraint.getAnnotation();
        if (rule instanceof NotNull) {
            return value -> value != null;
        }
        if (rule instanceof NotBlank) {
            return value -> value instanceof String text && !text.trim().isEmpty();
        }
        if (rule instanceof Size size) {
            return value -> value == null || (size(value) >= size.min() && size(value) <= size.max());
        }
        if (rule instanceof Min min) {
            return value -> value == null || (isWhole(value) && ((Number) value).longValue() >= min.value());
        }
        if (rule instanceof Max max) {
            return value -> value == null || (isWhole(value) && ((Number) value).longValue() <= max.value());
        }
        if (rule instanceof Pattern pattern && pattern.flags().length == 0) {
            java.util.regex.Pattern form = java.util.regex.Pattern.compile(pattern.regexp());
            return value -> value == null
                    || (value instanceof String text && form.matcher(text).matches());
        }
        return constraint.getComposingConstraints().isEmpty() ? ofOwnKind(rule) : DOUBT;
    }

    private static int size(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof Collection<?> values) {
            return values.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : NO_SIZE;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    /** One that names its validator; what needs more than a constructor, or is built into the other, is left to that. */
    @SuppressWarnings("unchecked")
    private static <A extends Annotation> Check ofOwnKind(A rule) {
        Class<?>[] validators =
                rule.annotationType().getAnnotation(Constraint.class).validatedBy();
        if (validators.length != 1) {
            return DOUBT;
        }
        try {
            ConstraintValidator<A, Object> own = (ConstraintValidator<A, Object>)
                    validators[0].getDeclaredConstructor().newInstance();
            own.initialize(rule);
            return value -> own.isValid(value, NOT_TOLD);
        } catch (ReflectiveOperationException e) {
            return DOUBT;
        }
    }

    /** Ends a check at its first violation, since whoever words them looks again. */
    private static final class NotTold implements ConstraintValidatorContext {
        @Override
        public void disableDefaultConstraintViolation() {
            // There is none.
        }

        @Override
        public String getDefaultConstraintMessageTemplate() {
            throw violated();
        }

        @Override
        public ClockProvider getClockProvider() {
            throw violated();
        }

        @Override
        public ConstraintViolationBuilder buildConstraintViolationWithTemplate(String template) {
            throw violated();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw violated();
        }

        private static ValidationException violated() {
            return new ValidationException("violated, or in doubt");
        }
    }
}
