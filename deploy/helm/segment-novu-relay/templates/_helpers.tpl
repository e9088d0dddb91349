{{/* Names, labels, and parts of pods. "role" is ingest or worker. */}}

{{- define "relay.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* 48 characters, so that the longest suffix fits into the 63 of a DNS label. */}}
{{- define "relay.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" }}
{{- else }}
{{- $name := include "relay.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 48 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 48 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "relay.selectorLabels" -}}
app.kubernetes.io/name: {{ include "relay.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{/* Without the version of the chart, which would restart pods that do not change. */}}
{{- define "relay.podLabels" -}}
{{ include "relay.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "relay.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "relay.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "relay.image" -}}
{{- with .Values.image -}}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{- define "relay.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "relay.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "relay.configMap" -}}
{{- default (include "relay.fullname" .) .Values.existingConfigMap }}
{{- end }}

{{- define "relay.secret" -}}
{{- if .Values.secret }}{{ include "relay.fullname" . }}-trial{{ else }}{{ .Values.existingSecret }}{{ end }}
{{- end }}

{{- define "relay.scheme" -}}
{{- if .Values.tls.existingSecret }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}

{{/* The names by which the cluster knows the admin port. */}}
{{- define "relay.adminHosts" -}}
{{- $name := printf "%s-admin" (include "relay.fullname" .) }}
{{- $local := printf "%s.%s" $name .Release.Namespace }}
{{- $svc := printf "%s.svc" $local }}
{{- concat (list $name $local $svc (printf "%s.%s" $svc .Values.clusterDomain)) .Values.ingest.adminHosts | join "," }}
{{- end }}

{{/* A duration of relay.yaml in whole seconds, rounded up; 0 for anything else. */}}
{{- define "relay.seconds" -}}
{{- $text := toString . }}
{{- $number := regexFind "^[0-9]+" $text | int64 }}
{{- if regexMatch "^[0-9]+ms$" $text }}{{ div (add $number 999) 1000 }}
{{- else if regexMatch "^[0-9]+s$" $text }}{{ $number }}
{{- else if regexMatch "^[0-9]+m$" $text }}{{ mul $number 60 }}
{{- else if regexMatch "^[0-9]+h$" $text }}{{ mul $number 3600 }}
{{- else if regexMatch "^[0-9]+d$" $text }}{{ mul $number 86400 }}
{{- else }}0
{{- end }}
{{- end }}

{{/* How long a worker may need to drain: the longest call of any source, and the steps after it. */}}
{{- define "relay.drainSeconds" -}}
{{- $env := merge (dict) .Values.worker.env .Values.env }}
{{- $common := ((.Values.config.defaults).novu).timeout | default (get $env "RELAY_NOVU_TIMEOUT") | default "35s" }}
{{- $longest := include "relay.seconds" $common | int }}
{{- range (default (dict) .Values.config.sources) }}
{{- $longest = max $longest (include "relay.seconds" (default "0s" ((.).novu).timeout) | int) }}
{{- end }}
{{- add $longest 25 }}
{{- end }}

{{- define "relay.workerGrace" -}}
{{- $drain := include "relay.drainSeconds" . | int }}
{{- $given := .Values.worker.terminationGracePeriodSeconds }}
{{- if kindIs "invalid" $given }}{{ $drain }}
{{- else if lt (int $given) $drain }}
{{- fail (printf "worker.terminationGracePeriodSeconds is %d, and a drain may take %d: the longest novu.timeout and 25 s. A worker that is killed earlier may send its calls twice. Raise it, or leave it out" (int $given) $drain) }}
{{- else }}{{ $given }}
{{- end }}
{{- end }}

{{/* The part of the configuration that a running process cannot take up. */}}
{{- define "relay.restartConfig" -}}
{{- $fixed := omit .Values.config "sources" "defaults" "alerts" }}
{{- $admin := omit (default (dict) .Values.config.admin) "token" "tokens" }}
{{- toYaml (set $fixed "admin" $admin) }}
{{- end }}

{{/* The query of the ScaledObject: the maximum, because each ingest exports the same, and each worker serves all sources. */}}
{{- define "relay.kedaQuery" -}}
{{- if .Values.worker.autoscaling.keda.query }}
{{- tpl .Values.worker.autoscaling.keda.query . }}
{{- else -}}
max(relay_desired_replicas{namespace="{{ .Release.Namespace }}", service="{{ include "relay.fullname" . }}-admin"})
{{- end }}
{{- end }}
