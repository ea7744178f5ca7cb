// How many points of a column of a chart, so far from its left edge, have the colour of a line above the axis with the times;
// grids and axes are nearly grey.
((chart, part) => {
  const canvas = document.querySelector(`${chart} canvas`);
  const x = Math.round(60 + (canvas.width - 80) * part);
  const data = canvas.getContext('2d').getImageData(x, 0, 1, canvas.height - 40).data;
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    count += data[i + 3] > 0 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60 ? 1 : 0;
  }
  return count;
})
