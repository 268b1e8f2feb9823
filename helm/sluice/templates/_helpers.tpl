{{/* At most 30 characters: "-agent-", a pool's 15 and a revision's hash stay within the 63 of a label. */}}
{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 30 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 30 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 30 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of one component. (dict "root" $ "component" "gateway"), with "pool" for agents. */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- if .pool }}
sluice.io/pool: {{ .pool }}
{{- end }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: sluice
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- with merge (dict) (default (dict) .more) .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Without the numbers of versions: a pod is not made anew because the chart is. (dict "root" $ "component" name "of" values). */}}
{{- define "sluice.podLabels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/part-of: sluice
{{- with merge (dict) (default (dict) (default (dict) .of).podLabels) .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Pods read their settings at start: they are made anew for other ones. (dict "settings" text "of" values). */}}
{{- define "sluice.podAnnotations" -}}
sluice.io/settings: {{ .settings | sha256sum | trunc 16 | quote }}
{{- with (default (dict) .of).podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* (dict "root" $ "component" "agent" "name" "node-agent"). */}}
{{- define "sluice.image" -}}
{{- $digest := get .root.Values.image.digests .component -}}
{{- $whole := printf "%s/%s" .root.Values.image.repository .name -}}
{{- if $digest -}}
{{ $whole }}@{{ $digest }}
{{- else -}}
{{ $whole }}:{{ default .root.Chart.AppVersion .root.Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "sluice.tokens" -}}
{{ default (printf "%s-tokens" (include "sluice.fullname" .)) .Values.tokens.existingSecret }}
{{- end -}}

{{- define "sluice.kafka" -}}
{{- if .Values.trial.enabled -}}{{ include "sluice.fullname" . }}-kafka:9092{{- else -}}{{ .Values.kafka.bootstrapServers }}{{- end -}}
{{- end -}}

{{/* A pool with its defaults; autoscaling is filled up key by key, all else is taken whole. (dict "root" $ "name" name). */}}
{{- define "sluice.pool" -}}
{{- $pool := deepCopy .root.Values.agentDefaults -}}
{{- $scale := get $pool "autoscaling" -}}
{{- range $key, $value := default (dict) (index .root.Values.agents .name) -}}
{{- if eq $key "autoscaling" -}}
{{- range $inner, $given := $value }}{{- $_ := set $scale $inner $given }}{{- end -}}
{{- else -}}
{{- $_ := set $pool $key $value -}}
{{- end -}}
{{- end -}}
{{- toYaml $pool -}}
{{- end -}}

{{/* The most pods that a pool can have. */}}
{{- define "sluice.mostPods" -}}
{{ ternary .autoscaling.maxReplicas .replicas .autoscaling.enabled }}
{{- end -}}

{{/* The most slots that all nodes together can have, and the fewest that one of them has: JSON of {all, least}. */}}
{{- define "sluice.slots" -}}
{{- $all := 0 -}}
{{- $least := 0 -}}
{{- $kinds := list (dict "pods" .Values.gateway.replicas "cap" .Values.gateway.taskCap) -}}
{{- range $name := keys .Values.agents | sortAlpha -}}
{{- $pool := include "sluice.pool" (dict "root" $ "name" $name) | fromYaml -}}
{{- $kinds = append $kinds (dict "pods" (include "sluice.mostPods" $pool) "cap" $pool.taskCap) -}}
{{- end -}}
{{- range $kinds -}}
{{- if and (gt (int .pods) 0) (gt (int .cap) 0) -}}
{{- $all = add $all (mul (int .pods) (int .cap)) -}}
{{- $least = ternary (int .cap) (min $least (int .cap) | int) (eq (int $least) 0) -}}
{{- end -}}
{{- end -}}
{{- dict "all" $all "least" $least | toJson -}}
{{- end -}}

{{/* Their names, as a list; nothing for a pool of none. (dict "name" the pool's StatefulSet "of" the pool). */}}
{{- define "sluice.podNames" -}}
{{- $name := .name -}}
{{- range $i := until (int (include "sluice.mostPods" .of)) }}
- {{ $name }}-{{ $i }}
{{- end }}
{{- end -}}

{{/* The margin of a node's grace: tasks that are told to end are killed after killGraceSeconds; 20 s to say so and leave. */}}
{{- define "sluice.margin" -}}
{{ add (int .killGraceSeconds) 20 }}
{{- end -}}

{{/* The grace of every pod that is a node: its wait for its tasks, and the margin. */}}
{{- define "sluice.grace" -}}
{{ add (int .shutdownWaitSeconds) (int (include "sluice.margin" .)) }}
{{- end -}}

{{/* What the values of one component or pool say of its pods alone. (dict "root" $ "of" values). */}}
{{- define "sluice.podSettings" -}}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .of.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .of.initContainers }}
initContainers:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A map as YAML, without the keys that are null. */}}
{{- define "sluice.withoutNull" -}}
{{- $kept := dict -}}
{{- range $key, $value := . }}
{{- if not (kindIs "invalid" $value) }}{{ $_ := set $kept $key $value }}{{ end }}
{{- end }}
{{- toYaml $kept -}}
{{- end -}}

{{/* (dict "root" $ "of" values "user" the image's own user, of the trial's backends). */}}
{{- define "sluice.podSecurity" -}}
{{- $context := deepCopy .root.Values.podSecurityContext -}}
{{- if .user -}}
{{- range $key := list "runAsUser" "runAsGroup" "fsGroup" -}}
{{- if hasKey $context $key }}{{ $_ := set $context $key $.user }}{{ end -}}
{{- end -}}
{{- end -}}
{{- range $key, $value := (default (dict) .of).podSecurityContext }}{{ $_ := set $context $key $value }}{{ end -}}
{{- include "sluice.withoutNull" $context -}}
{{- end -}}

{{/* (dict "root" $ "of" values). */}}
{{- define "sluice.containerSecurity" -}}
{{- $context := deepCopy .root.Values.securityContext -}}
{{- range $key, $value := (default (dict) .of).securityContext }}{{ $_ := set $context $key $value }}{{ end -}}
{{- include "sluice.withoutNull" $context -}}
{{- end -}}

{{/*
Requests and limits of a service or a pool: the chart's own, and key by key what the values say. The trial with two of each
requests 0.75 CPU and 2,688 MiB with its backends, and 0.1 CPU and 512 MiB more while an upgrade brings up one more of each
service: that fits two cores and 4 GiB, beside what Kubernetes itself takes of them. (dict "root" $ "part" "agent" "of" values).
*/}}
{{- define "sluice.resources" -}}
{{- $cpu := dict "registry" "100m" "dispatch" "250m" "gateway" "250m" "agent" "500m" -}}
{{- $memory := dict "registry" "384Mi" "dispatch" "512Mi" "gateway" "512Mi" "agent" "512Mi" -}}
{{- $limit := dict "registry" "768Mi" "dispatch" "1Gi" "gateway" "1Gi" "agent" "1Gi" -}}
{{- if .root.Values.trial.enabled -}}
{{- $cpu = dict "registry" "25m" "dispatch" "75m" "gateway" "75m" "agent" "100m" -}}
{{- $memory = dict "registry" "224Mi" "dispatch" "288Mi" "gateway" "288Mi" "agent" "224Mi" -}}
{{- end -}}
{{- $made := dict "requests" (dict "cpu" (get $cpu .part) "memory" (get $memory .part)) "limits" (dict "memory" (get $limit .part)) -}}
{{- range $kind, $given := .of.resources -}}
{{- if hasKey $made $kind -}}
{{- $amounts := get $made $kind -}}
{{- range $name, $amount := $given }}{{ $_ := set $amounts $name $amount }}{{ end -}}
{{- $_ := set $made $kind (include "sluice.withoutNull" $amounts | fromYaml) -}}
{{- else -}}
{{- $_ := set $made $kind $given -}}
{{- end -}}
{{- end -}}
{{- toYaml $made -}}
{{- end -}}

{{/*
Liveness never follows a drain. Readiness: two failures in a row, each of which is a 503 or 5 s without an answer.
- A drain answers 503 at once. The next probe sees it after 2 s at most, the one after it 2 s later: out after 4 s at most.
- Slowness: a gateway that answers within 5 s is in. One that stands still is out after 2 * 5 s = 10 s, so that one slow
  probe on a busy machine, or a pause of under 10 s, takes nobody out.
Agents and services behind the gateway, which no drain takes out of a Service, are asked more rarely. (dict "period" seconds
"ready" the path of readiness, /q/health/ready when absent).
*/}}
{{- define "sluice.probes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: http}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 90
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: {{ default "/q/health/ready" .ready }}, port: http}
  periodSeconds: {{ .period }}
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{- define "sluice.spread" -}}
{{- $spread := .root.Values.topologySpread }}
{{- $over := dict "kubernetes.io/hostname" $spread.nodes "topology.kubernetes.io/zone" $spread.zones }}
{{- if and $spread.enabled (or $spread.nodes $spread.zones) }}
topologySpreadConstraints:
  {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  {{- with get $over $key }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: {{ . }}
    {{- if eq . "DoNotSchedule" }}
    # Where one place alone is left, it is not the one for all.
    minDomains: 2
    {{- end }}
    # A Kubernetes node that is cordoned for maintenance is no empty place that would have to be filled first.
    nodeTaintsPolicy: Honor
    labelSelector:
      matchLabels:
        {{- include "sluice.selector" $ | nindent 8 }}
    {{- if has $.component (list "registry" "dispatch") }}
    # Pods of a Deployment's former revision are about to go: they don't count in an upgrade.
    matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Where pods run. (dict "of" the component's values). */}}
{{- define "sluice.placement" -}}
{{- with .of.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The JVM, its options and the program, whatever the image's entry point is: jib's and the Dockerfiles' differ. */}}
{{- define "sluice.program" -}}
command: [java]
args:
  {{- range .of.javaOptions }}
  - {{ . | quote }}
  {{- end }}
  - -Djava.io.tmpdir=/tmp
  - -jar
  - quarkus-run.jar
{{- end -}}

{{/* The one form of a setting's name, whether as a setting, a system property or an environment variable, of any profile. */}}
{{- define "sluice.variable" -}}
{{- $plain := regexReplaceAll "^(%[^.]+\\.|_[A-Z0-9]+_)" . "" -}}
{{- regexReplaceAll "[^A-Z0-9]+" (upper $plain) "_" | trimAll "_" -}}
{{- end -}}

{{/*
What the values say of settings in whatever way, refused where the chart sets or derives the same: it would contradict what
the pod, its grace, its probes or its Service say. (dict "of" values "where" their name "derived" the chart's settings
"use" the values by setting, for those that have one).
*/}}
{{- define "sluice.settings" -}}
{{- $taken := dict -}}
{{- range $line := splitList "\n" .derived -}}
{{- if contains "=" $line }}{{ $_ := set $taken (include "sluice.variable" (splitList "=" $line | first)) "" }}{{ end -}}
{{- end -}}
{{- $fixed := list "quarkus.http.port" "SLUICE_HTTP_PORT" "quarkus.http.host" "quarkus.http.root-path" "quarkus.http.non-application-root-path" "quarkus.management.enabled" "quarkus.smallrye-health.root-path" "quarkus.smallrye-health.liveness-path" "quarkus.smallrye-health.readiness-path" "quarkus.smallrye-health.startup-path" "quarkus.shutdown.delay-enabled" "sluice.node.kind" "sluice.node.enabled" "sluice.node.work-dir" "sluice.node.data-dir" "POD_NAME" "POD_NAMESPACE" "KUBERNETES_NODE" "KUBERNETES_ZONE" -}}
{{- if not (hasPrefix "agents." .where) -}}
{{- $fixed = concat $fixed (list "quarkus.shutdown.delay" "quarkus.shutdown.timeout") -}}
{{- end -}}
{{- range $fixed }}{{ $_ := set $taken (include "sluice.variable" .) "nothing: it is fixed" }}{{ end -}}
{{- range list "quarkus.config.locations" "smallrye.config.locations" }}{{ $_ := set $taken (include "sluice.variable" .) (printf "%s.settings: the chart can't see what such files set" $.where) }}{{ end -}}
{{- range list "token" "token-file" "join-token" "join-token-file" "service-token" "service-token-file" }}{{ $_ := set $taken (include "sluice.variable" (printf "sluice.auth.%s" .)) "tokens.existingSecret" }}{{ end -}}
{{- range list "sluice.agent.metrics.token" "sluice.agent.metrics.token-file" "sluice.node.join-token" "sluice.node.join-token-file" }}{{ $_ := set $taken (include "sluice.variable" .) "tokens.existingSecret" }}{{ end -}}
{{- range $setting, $use := .use }}{{ $_ := set $taken (include "sluice.variable" $setting) $use }}{{ end -}}
{{- /* A pool that is bound to no zone by its nodeSelector may say where it is. */ -}}
{{- $taken = omit $taken (include "sluice.variable" "sluice.node.place.zone") -}}
{{- $found := list -}}
{{- range $key, $value := .of.settings }}{{ $found = append $found (list "settings holds" $key) }}{{ end -}}
{{- range .of.javaOptions -}}
{{- range regexFindAll "-D[^= ]+" . -1 }}{{ $found = append $found (list "javaOptions sets" (trimPrefix "-D" .)) }}{{ end -}}
{{- end -}}
{{- range .of.env -}}
{{- $found = append $found (list "env sets" .name) -}}
{{- if has .name (list "JAVA_TOOL_OPTIONS" "JDK_JAVA_OPTIONS" "_JAVA_OPTIONS") -}}
{{- range regexFindAll "-D[^= ]+" (toString .value) -1 }}{{ $found = append $found (list "env sets" (trimPrefix "-D" .)) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- range $one := $found -}}
{{- $form := include "sluice.variable" (last $one) -}}
{{- if hasKey $taken $form -}}
{{- fail (printf "%s.%s %s, which the chart sets; use %s" $.where (first $one) (last $one) (default "the value that it comes from" (get $taken $form))) -}}
{{- end -}}
{{- end -}}
{{- .derived }}
{{- range $key, $value := .of.settings }}
{{ $key }}={{ $value | toString | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{- end -}}

{{/* The files of tokens, by the roles in "roles". */}}
{{- define "sluice.tokenSettings" -}}
{{- range .roles }}
{{- if eq . "client" }}
sluice.auth.token-file=/etc/sluice/tokens/client
{{- else if eq . "metrics" }}
sluice.agent.metrics.token-file=/etc/sluice/tokens/metrics
{{- else }}
sluice.auth.{{ . }}-token-file=/etc/sluice/tokens/{{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "sluice.tokenVolume" -}}
- name: tokens
  secret:
    secretName: {{ include "sluice.tokens" .root }}
    defaultMode: 0440
    items:
      {{- range .roles }}
      - {key: {{ . }}, path: {{ . }}}
      {{- end }}
{{- end -}}

{{/* Who a node is, told by its pod: the settings refer to these. */}}
{{- define "sluice.podEnv" -}}
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: POD_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: KUBERNETES_NODE
  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
# Kubernetes 1.35 and newer give a pod this label of its Kubernetes node; before that it is empty.
- name: KUBERNETES_ZONE
  valueFrom: {fieldRef: {fieldPath: "metadata.labels['topology.kubernetes.io/zone']"}}
{{- end -}}

{{- define "sluice.nodeSettings" -}}
sluice.node.name=${POD_NAME}
sluice.node.place.pod=${POD_NAME}
sluice.node.place.namespace=${POD_NAMESPACE}
sluice.node.place.node=${KUBERNETES_NODE}
sluice.node.place.zone={{ default "${KUBERNETES_ZONE}" (index .of.nodeSelector "topology.kubernetes.io/zone") }}
sluice.node.data-dir=/var/lib/sluice/node
sluice.node.task-cap={{ int .of.taskCap }}
sluice.node.shutdown-wait={{ int .of.shutdownWaitSeconds }}s
sluice.node.kill-grace={{ int .of.killGraceSeconds }}s
sluice.node.registry-urls=http://{{ include "sluice.fullname" .root }}-registry:8081
sluice.node.dispatch-urls=http://{{ include "sluice.fullname" .root }}-dispatch:8082
{{- end -}}

{{- define "sluice.databaseEnv" -}}
{{- $full := include "sluice.fullname" .root }}
{{- $database := index .root.Values.database .service }}
{{- if .root.Values.trial.enabled }}
- {name: SLUICE_DB_HOST, value: {{ $full }}-postgres}
- {name: SLUICE_DB_PORT, value: "5432"}
- {name: SLUICE_DB_NAME, value: {{ .service }}}
- {name: SLUICE_DB_USER, value: sluice}
- name: SLUICE_DB_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $full }}-postgres, key: password}}
{{- else }}
- {name: SLUICE_DB_HOST, value: {{ $database.host | quote }}}
- {name: SLUICE_DB_PORT, value: {{ $database.port | toString | quote }}}
- {name: SLUICE_DB_NAME, value: {{ $database.name | quote }}}
- {name: SLUICE_DB_USER, value: {{ $database.user | quote }}}
- name: SLUICE_DB_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $database.existingSecret | quote }}, key: {{ $database.passwordKey | quote }}}}
{{- end }}
{{- end -}}

{{- define "sluice.kafkaSettings" -}}
{{- $security := .Values.kafka.security }}
{{- if ne $security.protocol "PLAINTEXT" }}
kafka.security.protocol={{ $security.protocol }}
{{- if hasPrefix "SASL" $security.protocol }}
kafka.sasl.mechanism={{ $security.saslMechanism }}
kafka.sasl.jaas.config=${SLUICE_KAFKA_LOGIN}
{{- end }}
{{- if $security.caSecret }}
kafka.ssl.truststore.type=PEM
kafka.ssl.truststore.location=/etc/sluice/kafka-ca/ca.crt
{{- end }}
{{- if $security.clientSecret }}
kafka.ssl.keystore.type=PKCS12
kafka.ssl.keystore.location=/etc/sluice/kafka-client/client.p12
kafka.ssl.keystore.password=${SLUICE_KAFKA_CLIENT_PASSWORD}
{{- end }}
{{- end }}
{{- end -}}

{{- define "sluice.kafkaEnv" -}}
{{- $security := .Values.kafka.security -}}
- {name: SLUICE_KAFKA, value: {{ include "sluice.kafka" . | quote }}}
{{- if $security.saslSecret }}
- name: SLUICE_KAFKA_LOGIN
  valueFrom: {secretKeyRef: {name: {{ $security.saslSecret | quote }}, key: {{ $security.saslKey | quote }}}}
{{- end }}
{{- if $security.clientSecret }}
- name: SLUICE_KAFKA_CLIENT_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $security.clientSecret | quote }}, key: {{ $security.clientPasswordKey | quote }}}}
{{- end }}
{{- end -}}

{{- define "sluice.databaseSettings" -}}
{{- $tls := (index .root.Values.database .service).tls }}
{{- if and (not .root.Values.trial.enabled) (ne $tls.mode "disable") }}
quarkus.datasource.jdbc.additional-jdbc-properties.sslmode={{ $tls.mode }}
quarkus.datasource.jdbc.additional-jdbc-properties.sslrootcert=/etc/sluice/database-ca/ca.crt
quarkus.datasource.reactive.postgresql.ssl-mode={{ $tls.mode }}
quarkus.datasource.reactive.trust-certificate-pem=true
quarkus.datasource.reactive.trust-certificate-pem.certs=/etc/sluice/database-ca/ca.crt
{{- if eq $tls.mode "verify-full" }}
quarkus.datasource.reactive.hostname-verification-algorithm=HTTPS
{{- end }}
{{- end }}
{{- end -}}

{{/* Certificates of what the services connect to: a JSON list of {name, path, secret, items}. Service "gateway" has no database. */}}
{{- define "sluice.certificates" -}}
{{- $found := list -}}
{{- $security := .root.Values.kafka.security -}}
{{- if $security.caSecret -}}
{{- $found = append $found (dict "name" "kafka-ca" "secret" $security.caSecret "key" $security.caKey "file" "ca.crt") -}}
{{- end -}}
{{- if $security.clientSecret -}}
{{- $found = append $found (dict "name" "kafka-client" "secret" $security.clientSecret "key" $security.clientKey "file" "client.p12") -}}
{{- end -}}
{{- if ne .service "gateway" -}}
{{- $tls := (index .root.Values.database .service).tls -}}
{{- if $tls.caSecret -}}
{{- $found = append $found (dict "name" "database-ca" "secret" $tls.caSecret "key" $tls.caKey "file" "ca.crt") -}}
{{- end -}}
{{- end -}}
{{- $found | toJson -}}
{{- end -}}

{{- define "sluice.certificateMounts" -}}
{{- range include "sluice.certificates" . | fromJsonArray }}
- {name: {{ .name }}, mountPath: /etc/sluice/{{ .name }}, readOnly: true}
{{- end }}
{{- end -}}

{{- define "sluice.certificateVolumes" -}}
{{- range include "sluice.certificates" . | fromJsonArray }}
- name: {{ .name }}
  secret:
    secretName: {{ .secret | quote }}
    defaultMode: 0440
    items:
      - {key: {{ .key | quote }}, path: {{ .file }}}
{{- end }}
{{- end -}}

{{/* What an agent's process is told. (dict "root" $ "pool" name "of" the pool). */}}
{{- define "sluice.agentOwnSettings" -}}
{{- include "sluice.tokenSettings" (dict "roles" (list "join" "metrics")) | trim }}
{{ include "sluice.nodeSettings" . }}
sluice.node.work-dir=/var/lib/sluice/work
{{- if .of.annotatePod }}
sluice.agent.pod.annotate=true
{{- end }}
sluice.node.labels."pool"={{ .pool }}
{{- range $key, $value := .of.labels }}
sluice.node.labels.{{ $key | quote }}={{ $value }}
{{- end }}
{{- end -}}

{{/* What a gateway's process is told. (dict "root" $ "of" values "roles" of its tokens). */}}
{{- define "sluice.gatewayOwnSettings" -}}
{{- $full := include "sluice.fullname" .root -}}
{{- include "sluice.tokenSettings" (dict "roles" .roles) | trim }}
{{ include "sluice.nodeSettings" . }}
sluice.node.work-dir=/tmp/work
sluice.gateway.registry-urls=http://{{ $full }}-registry:8081
sluice.gateway.dispatch-urls=http://{{ $full }}-dispatch:8082
sluice.gateway.ping-drain-status={{ int .of.pingDrainStatus }}
sluice.kafka.replication-factor={{ int .root.Values.kafka.replicationFactor }}
{{- with include "sluice.kafkaSettings" .root | trim }}
{{ . }}
{{- end }}
quarkus.shutdown.delay={{ int .of.endpointsWaitSeconds }}S
quarkus.shutdown.timeout={{ int .of.requestsWaitSeconds }}S
{{- end -}}

{{/* What a process of the other two services is told. (dict "root" $ "service" name "of" values). */}}
{{- define "sluice.serviceOwnSettings" -}}
sluice.kafka.replication-factor={{ int .root.Values.kafka.replicationFactor }}
{{- with include "sluice.kafkaSettings" .root | trim }}
{{ . }}
{{- end }}
{{- with include "sluice.databaseSettings" . | trim }}
{{ . }}
{{- end }}
{{ include "sluice.tokenSettings" (dict "roles" (list "join" "service")) | trim }}
{{- if eq .service "registry" }}
sluice.registry.capacity-floor={{ int .of.capacityFloor }}
{{- if gt (int .of.retireOfflineAfterSeconds) 0 }}
sluice.registry.retire-offline-after={{ int .of.retireOfflineAfterSeconds }}s
{{- end }}
sluice.registry.dispatch-urls=http://{{ include "sluice.fullname" .root }}-dispatch:8082
{{- end }}
{{- end -}}

{{/* By which values Kafka and a service's database are reached, by setting, as JSON. (dict "service" name); "gateway" has no database. */}}
{{- define "sluice.backendValues" -}}
{{- $use := dict "kafka.bootstrap.servers" "kafka.bootstrapServers" "SLUICE_KAFKA" "kafka.bootstrapServers" "SLUICE_KAFKA_LOGIN" "kafka.security.saslSecret" "SLUICE_KAFKA_CLIENT_PASSWORD" "kafka.security.clientSecret" "kafka.security.protocol" "kafka.security.protocol" "sluice.kafka.replication-factor" "kafka.replicationFactor" -}}
{{- if ne .service "gateway" -}}
{{- range $setting, $value := dict "SLUICE_DB_HOST" "host" "SLUICE_DB_PORT" "port" "SLUICE_DB_NAME" "name" "SLUICE_DB_USER" "user" "SLUICE_DB_PASSWORD" "existingSecret" "quarkus.datasource.username" "user" "quarkus.datasource.password" "existingSecret" "quarkus.datasource.jdbc.url" "host" "quarkus.datasource.reactive.url" "host" -}}
{{- $_ := set $use $setting (printf "database.%s.%s" $.service $value) -}}
{{- end -}}
{{- end -}}
{{- $use | toJson -}}
{{- end -}}

{{/* The settings of the trial's broker. */}}
{{- define "sluice.kafkaServer" -}}
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://localhost:9093
advertised.listeners=PLAINTEXT://{{ include "sluice.fullname" . }}-kafka:9092
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=/var/lib/kafka/logs
default.replication.factor=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# A killed replica's partitions are taken over after this.
group.min.session.timeout.ms=3000
auto.create.topics.enable=false
{{- end -}}

{{/*
Seconds until all nodes have finished: the longest grace of a pool, then that of the gateways where they run tasks, and a
minute; or what uninstall.waitSeconds says.
*/}}
{{- define "sluice.uninstallSeconds" -}}
{{- $longest := 0 -}}
{{- range $pool := keys .Values.agents -}}
{{- $longest = max $longest (include "sluice.grace" (include "sluice.pool" (dict "root" $ "name" $pool) | fromYaml) | int) -}}
{{- end -}}
{{- if gt (int .Values.gateway.taskCap) 0 -}}
{{- $longest = add $longest (include "sluice.grace" .Values.gateway | int) -}}
{{- end -}}
{{- default (add $longest 60) (int .Values.uninstall.waitSeconds) -}}
{{- end -}}
