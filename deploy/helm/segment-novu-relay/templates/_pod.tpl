{{/* The parts of a pod that ingest, workers and tests share. */}}

{{- define "relay.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65534
runAsGroup: 65534
# the group reads the files of secrets
fsGroup: 65534
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "relay.securityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65534
runAsGroup: 65534
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Variables. A process gets the secrets of its role only; "both" gets all. */}}
{{- define "relay.env" -}}
{{- $root := .root }}
{{- $role := .role }}
- name: RELAY_CONFIG
  value: /etc/relay/relay.yaml
{{- if ne $role "worker" }}
# another address than loopback, because the kubelet, Prometheus and the Service call it
- name: RELAY_ADMIN_HOST
  value: 0.0.0.0
- name: RELAY_ADMIN_HOSTS
  value: {{ include "relay.adminHosts" $root | quote }}
{{- end }}
{{- if ne $role "ingest" }}
- name: RELAY_OPS_HOST
  value: 0.0.0.0
{{- end }}
{{- if $root.Values.tls.existingSecret }}
- name: RELAY_TLS_CERT
  value: /etc/relay-tls/tls.crt
- name: RELAY_TLS_KEY
  value: /etc/relay-tls/tls.key
{{- end }}
{{- $own := dict }}
{{- if ne $role "worker" }}{{ $own = merge $own $root.Values.ingest.env }}{{ end }}
{{- if ne $role "ingest" }}{{ $own = merge $own $root.Values.worker.env }}{{ end }}
{{- range $name, $value := merge $own $root.Values.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $from := $root.Values.secretEnv }}
{{- if and $from (or (eq $role "both") (eq $from.for "both") (eq $from.for $role)) }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ default (include "relay.secret" $root) $from.secret }}
      key: {{ default $name $from.key }}
      {{- if $from.optional }}
      optional: true
      {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* The directory and not the file: a file that is mounted by subPath never changes. */}}
{{- define "relay.volumeMounts" -}}
{{- $role := .role }}
- name: config
  mountPath: /etc/relay
  readOnly: true
{{- if .root.Values.tls.existingSecret }}
- name: tls
  mountPath: /etc/relay-tls
  readOnly: true
{{- end }}
{{- range $name, $from := .root.Values.secretFiles }}
{{- if and $from (or (eq $role "both") (eq $from.for "both") (eq $from.for $role)) }}
- name: secret-{{ $name }}
  mountPath: /run/secrets/{{ $name }}
  readOnly: true
{{- end }}
{{- end }}
{{- end }}

{{- define "relay.volumes" -}}
{{- $role := .role }}
- name: config
  configMap:
    name: {{ include "relay.configMap" .root }}
{{- with .root.Values.tls.existingSecret }}
- name: tls
  secret:
    secretName: {{ . }}
    # the user's group reads it, nobody else
    defaultMode: 0440
{{- end }}
{{- range $name, $from := .root.Values.secretFiles }}
{{- if and $from (or (eq $role "both") (eq $from.for "both") (eq $from.for $role)) }}
- name: secret-{{ $name }}
  secret:
    secretName: {{ $from.secret }}
    defaultMode: 0440
{{- end }}
{{- end }}
{{- end }}

{{/* What every pod of the chart says of itself: no token, no variables of services, its image's login. */}}
{{- define "relay.podBasics" -}}
serviceAccountName: {{ include "relay.serviceAccount" . }}
automountServiceAccountToken: false
# a Service named relay would set variables such as RELAY_PORT
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "relay.podSecurityContext" . | nindent 2 }}
{{- end }}

{{- define "relay.probe" -}}
httpGet:
  path: {{ .path }}
  port: {{ .port }}
  scheme: {{ include "relay.scheme" .root }}
{{- with .changes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* A Deployment's pod template. "grace" is in seconds; "ports" maps names to numbers; "health" is the port of the probes. */}}
{{- define "relay.podTemplate" -}}
{{- $root := .root }}
{{- $role := .role }}
{{- $values := .values }}
metadata:
  labels:
    {{- include "relay.podLabels" . | nindent 4 }}
    {{- with $values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # changes only with settings that need a restart
    checksum/restart: {{ include "relay.restartConfig" $root | sha256sum }}
    {{- if $root.Values.secret }}
    checksum/secret: {{ toYaml $root.Values.secret | sha256sum }}
    {{- end }}
    {{- with $values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  {{- include "relay.podBasics" $root | nindent 2 }}
  terminationGracePeriodSeconds: {{ .grace }}
  {{- with $values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  containers:
    - name: {{ $role }}
      image: {{ include "relay.image" $root }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args: [{{ $role }}]
      env:
        {{- include "relay.env" . | trim | nindent 8 }}
      ports:
        {{- range $name, $port := .ports }}
        - name: {{ $name }}
          containerPort: {{ $port }}
        {{- end }}
      startupProbe:
        {{- include "relay.probe" (dict "root" $root "path" "/health/live" "port" .health "changes" $values.startupProbe) | nindent 8 }}
      readinessProbe:
        {{- include "relay.probe" (dict "root" $root "path" "/health/ready" "port" .health "changes" $values.readinessProbe) | nindent 8 }}
      livenessProbe:
        {{- include "relay.probe" (dict "root" $root "path" "/health/live" "port" .health "changes" $values.livenessProbe) | nindent 8 }}
      {{- with .preStopSeconds }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ . }}
      {{- end }}
      resources:
        {{- toYaml $values.resources | nindent 8 }}
      securityContext:
        {{- include "relay.securityContext" $root | nindent 8 }}
      volumeMounts:
        {{- include "relay.volumeMounts" . | trim | nindent 8 }}
        {{- with $values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    {{- include "relay.volumes" . | trim | nindent 4 }}
    {{- with $values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    {{- toYaml (list .) | nindent 4 }}
      labelSelector:
        matchLabels:
          {{- include "relay.selectorLabels" $ | nindent 10 }}
      # the pods of a rollout are spread among themselves
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
