package io.sluice.gateway.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates, with what each is given. */
@CheckedTemplate(basePath = "console")
final class Templates {
    private Templates() {}

    static native TemplateInstance overview(Page page, Overview overview);

    static native TemplateInstance nodes(Page page, NodeTable table);

    static native TemplateInstance node(Page page, NodePage view);

    static native TemplateInstance maintenance(Page page, Maintenance guide);

    static native TemplateInstance menu(NodeRow node);

    static native TemplateInstance drain(NodeRow node, Form form);

    static native TemplateInstance cap(NodeRow node, Form form);

    static native TemplateInstance labels(NodeRow node, Form form);

    static native TemplateInstance confirm(NodeRow node, Confirmation what, Form form);

    static native TemplateInstance tasks(Page page, TaskTable table);

    static native TemplateInstance bulk(Bulk what, List<TaskRow> rows, String key);

    static native TemplateInstance bulkResult(Bulk what, BulkResult result);

    static native TemplateInstance task(Page page, TaskRow task, List<AttemptRow> attempts, Form form, String key);

    static native TemplateInstance submit(Page page, Form form);

    static native TemplateInstance signIn(String gateway, String to, String trouble);

    static native TemplateInstance problem(Page page, String heading, String text);
}
