// Where a moving surface is hollowed and where it bulges: no three.js, no DOM.

/**
 * How much more hollow skin is than at rest, as mean curvature per mm: above 0 where it sinks between its neighbours,
 * below 0 where it bulges. `share` (V) is 0 where nothing is to be told, as in lids that roll up.
 */
export class Hollows {
  constructor(rest, faces, normals, share) {
    Object.assign(this, { faces, share });
    const count = rest.length / 3;
    this.sum = new Float32Array(rest.length);
    this.times = new Float32Array(count);
    this.scale = new Float32Array(count); // of the distance from the neighbours' middle
    for (let f = 0; f < faces.length; f++) {
      const first = f - (f % 3);
      for (let k = first; k < first + 3; k++) {
        if (k === f) continue;
        this.times[faces[f]]++;
        for (let c = 0; c < 3; c++) this.scale[faces[f]] += (rest[3 * faces[k] + c] - rest[3 * faces[f] + c]) ** 2;
      }
    }
    for (let i = 0; i < count; i++) this.scale[i] = (2 * this.times[i]) / (this.scale[i] || 1);
    this.values = new Float32Array(count);
    this.even = new Float32Array(count);
    this.before = new Float32Array(this.measure(rest, normals));
  }

  measure(points, normals) {
    const { faces, sum, times, scale, values } = this;
    sum.fill(0);
    for (let f = 0; f < faces.length; f += 3) {
      const a = 3 * faces[f];
      const b = 3 * faces[f + 1];
      const c = 3 * faces[f + 2];
      for (let k = 0; k < 3; k++) {
        const all = points[a + k] + points[b + k] + points[c + k];
        sum[a + k] += all - points[a + k];
        sum[b + k] += all - points[b + k];
        sum[c + k] += all - points[c + k];
      }
    }
    for (let i = 0, j = 0; i < values.length; i++, j += 3) {
      const n = times[i] || 1;
      const x = (sum[j] / n - points[j]) * normals[j];
      const y = (sum[j + 1] / n - points[j + 1]) * normals[j + 1];
      values[i] = scale[i] * (x + y + (sum[j + 2] / n - points[j + 2]) * normals[j + 2]);
    }
    return values;
  }

  /** Curvature gained (V) at points with these normals, each the mean of itself and its neighbours. */
  update(points, normals) {
    const { faces, times, share, before, even } = this;
    const values = this.measure(points, normals);
    for (let i = 0; i < values.length; i++) values[i] = share[i] * (values[i] - before[i]);
    even.fill(0);
    for (let f = 0; f < faces.length; f += 3) {
      const a = faces[f];
      const b = faces[f + 1];
      const c = faces[f + 2];
      even[a] += values[b] + values[c];
      even[b] += values[a] + values[c];
      even[c] += values[a] + values[b];
    }
    for (let i = 0; i < values.length; i++) even[i] = 0.5 * (values[i] + even[i] / (times[i] || 1));
    return even;
  }
}
