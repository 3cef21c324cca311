/** Marks of nodes in the shape of their class, so that colour is never all that tells them apart. */

import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

/** The shapes by class, in the order in which the shader knows them; the last is that of all other classes. */
const SHAPES = [
  "organisation",
  "programme",
  "project",
  "contribution",
  "participation",
  "agreement",
  "event",
  "place",
  "person",
  "other",
];

/** Give the number of the shape of a class. */
export function shapeOf(type: string): number {
  const at = SHAPES.indexOf(type.toLowerCase());
  return at < 0 ? SHAPES.length - 1 : at;
}

const CORNERS = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_place;
varying float v_feather;
varying float v_shape;
const float bias = 255.0 / 254.0;
const float room = 1.4;

void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 4.0;
  vec2 way = vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + size * room * way, 1)).xy, 0, 1);
  v_place = way * 2.0 * room;
  v_feather = u_correctionRatio * 4.0 / size;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}`;

/* How far a place is outside of each shape, where the radius of the mark is 1. */
const INSIDE = `
precision highp float;
varying vec4 v_color;
varying vec2 v_place;
varying float v_feather;
varying float v_shape;

float star(vec2 p) {
  float turn = mod(atan(p.x, p.y) + 0.6283185, 1.2566371) - 0.6283185;
  vec2 q = length(p) * vec2(abs(sin(turn)), cos(turn));
  return dot(q - vec2(0.0, 1.15), normalize(vec2(0.62, 0.34)));
}

float away(vec2 p, float shape) {
  vec2 q = abs(p);
  if (shape < 0.5) return length(p) - 1.0;
  if (shape < 1.5) return length(max(q - 0.7, 0.0)) - 0.2;
  if (shape < 2.5) return (q.x + q.y - 1.3) * 0.707;
  if (shape < 3.5) return max(q.y, q.x * 0.866 + q.y * 0.5) - 0.95;
  if (shape < 4.5) return max(q.x * 0.866 + p.y * 0.5, -p.y) - 0.65;
  if (shape < 5.5) return max(q.x * 0.866 - p.y * 0.5, p.y) - 0.65;
  if (shape < 6.5) return star(p);
  if (shape < 7.5) return min(length(p - vec2(0.0, 0.35)) - 0.75, max(q.x * 0.83 - (p.y + 1.2) * 0.56, p.y));
  if (shape < 8.5) return min(length(p - vec2(0.0, 0.5)) - 0.5, max(length(p - vec2(0.0, -1.0)) - 0.95, -p.y - 1.0));
  return min(max(q.x - 0.38, q.y - 1.05), max(q.x - 1.05, q.y - 0.38));
}

void main() {
  float far = away(v_place, v_shape);
  #ifdef PICKING_MODE
  gl_FragColor = far > 0.0 ? vec4(0.0) : v_color;
  #else
  gl_FragColor = mix(v_color, vec4(0.0), smoothstep(-v_feather, 0.0, far));
  #endif
}`;

const UNIFORMS = ["u_sizeRatio", "u_correctionRatio", "u_matrix"] as const;

/** Draws each node in the shape of its attribute `shape`. */
export class Shapes extends NodeProgram<(typeof UNIFORMS)[number]> {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: CORNERS,
      FRAGMENT_SHADER_SOURCE: INSIDE,
      METHOD: TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  override processVisibleItem(index: number, start: number, node: NodeDisplayData & { shape?: number }): void {
    this.array.set([node.x, node.y, node.size, node.shape ?? 0, floatColor(node.color), index], start);
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations: at }: ProgramInfo): void {
    gl.uniform1f(at["u_correctionRatio"] ?? null, params.correctionRatio);
    gl.uniform1f(at["u_sizeRatio"] ?? null, params.sizeRatio);
    gl.uniformMatrix3fv(at["u_matrix"] ?? null, false, params.matrix);
  }
}
