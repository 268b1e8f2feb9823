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
{{- end -}}

{{- define "sluice.image" -}}
{{ printf "%s/%s:%s" .root.Values.image.repository .name (default .root.Chart.AppVersion .root.Values.image.tag) }}
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

{{/* Their names, as a list; nothing for a pool of none. (dict "name" the pool's StatefulSet "of" the pool). */}}
{{- define "sluice.podNames" -}}
{{- $name := .name -}}
{{- range $i := until (int (include "sluice.mostPods" .of)) }}
- {{ $name }}-{{ $i }}
{{- end }}
{{- end -}}

{{/* The grace of every pod that is a node: its wait for its tasks, and 30 s to end them, say so and leave. */}}
{{- define "sluice.grace" -}}
{{ add (int .) 30 }}
{{- end -}}

{{- define "sluice.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "sluice.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Liveness never follows a drain. (dict "ready" failures until a pod is out of its Service). */}}
{{- define "sluice.probes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: http}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 90
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: {{ .ready }}
{{- end -}}

{{- define "sluice.spread" -}}
{{- if .root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: {{ .root.Values.topologySpread.topologyKey }}
    whenUnsatisfiable: {{ .root.Values.topologySpread.whenUnsatisfiable }}
    # A Kubernetes node that is cordoned for maintenance is no empty place that would have to be filled first.
    nodeTaintsPolicy: Honor
    labelSelector:
      matchLabels:
        {{- include "sluice.selector" . | nindent 8 }}
    {{- if has .component (list "registry" "dispatch") }}
    # Pods of a Deployment's former revision are about to go: they don't count in an upgrade.
    matchLabelKeys: [pod-template-hash]
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

{{/* Settings that the chart did not derive, each refused when it would contradict a value of the chart. */}}
{{- define "sluice.settings" -}}
{{- range $key, $value := .of.settings }}
{{- if hasKey $.reserved $key }}
{{- fail (printf "%s.settings holds %s, which the chart sets; use %s" $.where $key (get $.reserved $key)) }}
{{- end }}
{{ $key }}={{ $value | toString | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{- end -}}

{{/* The files of tokens, by the roles in "roles". */}}
{{- define "sluice.tokenSettings" -}}
{{- range .roles }}
{{- if eq . "client" }}
sluice.auth.token-file=/etc/sluice/tokens/client
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
sluice.node.task-cap={{ int .of.taskCap }}
sluice.node.shutdown-wait={{ int .of.shutdownWaitSeconds }}s
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
