package io.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/** Says which fields may be null: those marked so, of records that are written with their nulls. Others are left out. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class NullableFields implements OASFilter {
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName WRITTEN = DotName.createSimple(JsonInclude.class);

    private final IndexView index;

    /** A filter that knows the records by this index. */
    public NullableFields(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Map<String, Schema> schemas =
                api.getComponents() == null ? Map.of() : api.getComponents().getSchemas();
        for (AnnotationInstance written : index.getAnnotations(WRITTEN)) {
            if (written.target().kind() != AnnotationTarget.Kind.CLASS) {
                continue;
            }
            ClassInfo type = written.target().asClass();
            Schema schema = schemas == null ? null : schemas.get(type.simpleName());
            boolean isWhole =
                    written.value() != null && written.value().asEnum().equals(JsonInclude.Include.ALWAYS.name());
            if (schema != null && isWhole) {
                type.recordComponents().stream()
                        .filter(field -> field.type().hasAnnotation(NULLABLE))
                        .map(RecordComponentInfo::name)
                        .forEach(name -> allowNull(schema, name));
            }
        }
    }

    private static void allowNull(Schema schema, String name) {
        Schema field = schema.getProperties().get(name);
        if (field == null) {
            return;
        }
        Schema nothing = OASFactory.createSchema().addType(Schema.SchemaType.NULL);
        boolean isReference = field.getRef() != null || field.getAllOf() != null;
        if (!isReference && field.getAnyOf() == null) {
            field.addType(Schema.SchemaType.NULL);
            return;
        }
        if (!isReference) {
            if (field.getAnyOf().stream().noneMatch(NullableFields::isNull)) {
                field.addAnyOf(nothing);
            }
            return;
        }
        // A type beside a reference would not do: what is referred to holds as well.
        Schema either = OASFactory.createSchema()
                .description(field.getDescription())
                .addAnyOf(
                        field.getRef() != null
                                ? OASFactory.createSchema().ref(field.getRef())
                                : OASFactory.createSchema().allOf(field.getAllOf()))
                .addAnyOf(nothing);
        schema.addProperty(name, either);
    }

    private static boolean isNull(Schema schema) {
        return schema.getType() != null && schema.getType().contains(Schema.SchemaType.NULL);
    }
}
